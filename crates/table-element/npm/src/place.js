// What a table that is drawn anew goes on from.

/** Where its scroll and its focus are. Gives a function that brings them back once it is drawn anew. */
export function placeOf(root) {
  const grid = () => root.querySelector("[role=grid]");
  const { scrollTop = 0, scrollLeft = 0 } = grid() ?? {};
  const focused = root.activeElement;
  const row = focused?.closest("[aria-rowindex]")?.getAttribute("aria-rowindex");
  const column = focused?.closest("[aria-colindex]")?.getAttribute("aria-colindex");
  const find = () => {
    if (row && column) {
      const cell = root.querySelector(`[aria-rowindex="${row}"] [aria-colindex="${column}"]`);
      return cell?.matches("[tabindex]") ? cell : cell?.querySelector("[tabindex], input, button");
    }
    return focused?.matches("[type=search]") ? root.querySelector("[type=search]") : undefined;
  };
  return () => {
    // Its rows are measured and drawn in the next frames.
    let frames = 3;
    const again = () => {
      const now = grid();
      if (now && (scrollTop || scrollLeft)) {
        now.scrollTop = scrollTop;
        now.scrollLeft = scrollLeft;
      }
      const target = focused && !root.activeElement ? find() : undefined;
      target?.focus({ preventScroll: true });
      if (--frames > 0 && (now?.scrollTop !== scrollTop || (focused && !root.activeElement))) {
        requestAnimationFrame(again);
      }
    };
    again();
  };
}
