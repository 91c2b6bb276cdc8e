// Work that is done in turns, so that the page answers in between.

/** The page's next turn, behind what waits there. A timer would wait for another 4 ms. */
export function turn() {
  return new Promise((resume) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resume();
    };
    port2.postMessage(undefined);
  });
}
