import type { Page, TestInfo } from "@playwright/test";

/** Watches for tasks that keep the page from answering for 50 ms and more. They are printed, not asserted: machines differ. */
export class LongTasks {
  private constructor(
    private readonly page: Page,
    private readonly what: string,
    private readonly info: TestInfo,
  ) {}

  /** To be called before the page opens. */
  static async watch(page: Page, what: string, info: TestInfo): Promise<LongTasks> {
    await page.addInitScript(() => {
      const seen = ((window as unknown as { tasks: number[] }).tasks = []) as number[];
      new PerformanceObserver((list) => seen.push(...list.getEntries().map((entry) => Math.round(entry.duration)))).observe({ type: "longtask", buffered: true });
    });
    return new LongTasks(page, what, info);
  }

  /** Prints those since the last call. */
  async report(step: string) {
    // The observer is told a moment after a task.
    const tasks = await this.page.evaluate(async () => {
      await new Promise((soon) => setTimeout(soon, 100));
      return (window as unknown as { tasks: number[] }).tasks.splice(0);
    });
    this.say(`${step}: ${tasks.length ? `tasks of ${tasks.sort((a, b) => b - a).slice(0, 8).map((ms) => `${ms} ms`).join(", ")}` : "no long task"}`);
  }

  /** Prints something else that was measured. */
  say(text: string) {
    this.info.annotations.push({ type: "measured", description: text });
    console.log(`    ${this.what}: ${text}`);
  }
}
