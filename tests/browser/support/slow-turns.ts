import type { Page } from "@playwright/test";

/** From now on what a page does in turns waits before each, as on a far slower machine. */
export async function slowTurns(page: Page, ms = 500) {
  await page.evaluate((ms) => {
    const post = MessagePort.prototype.postMessage;
    MessagePort.prototype.postMessage = function (this: MessagePort, message: unknown) {
      setTimeout(() => post.call(this, message), ms);
    };
  }, ms);
}
