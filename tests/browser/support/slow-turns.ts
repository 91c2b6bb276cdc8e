import type { Page } from "@playwright/test";

/** From now on what a page does in turns is done as on a far slower machine: its clock runs ahead, so that little fits into a
 *  turn, and each turn waits. */
export async function slowTurns(page: Page, ms = 500) {
  await page.evaluate((ms) => {
    const now = Date.now;
    const from = now();
    Date.now = () => from + (now() - from) * 20;
    const post = MessagePort.prototype.postMessage;
    MessagePort.prototype.postMessage = function (this: MessagePort, message: unknown) {
      setTimeout(() => post.call(this, message), ms);
    };
  }, ms);
}
