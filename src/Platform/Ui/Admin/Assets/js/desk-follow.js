import htmx from "htmx.org";

const pause = 2000;

/**
 * A part of a page with data-follow is fetched anew every two seconds from that address, for as long as the server says so.
 * It waits while somebody is busy in it: an open menu, a ticked row, a text half typed.
 */
export function startFollow() {
  if (!document.getElementById("follow")) {
    return;
  }

  setInterval(() => {
    const part = document.getElementById("follow");
    const busy = document.hidden || part.querySelector("details[open], input[name=ids]:checked") || document.activeElement?.matches("#follow input, #follow select");
    if (part.dataset.follow && !busy) {
      htmx.ajax("GET", part.dataset.follow, { target: "#follow", select: "#follow", swap: "outerHTML" });
    }
  }, pause);
}
