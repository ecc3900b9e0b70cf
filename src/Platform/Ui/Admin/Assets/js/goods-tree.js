import htmx from "htmx.org";

/**
 * A tree whose rows are dragged: onto the upper edge of another to come before it, onto the lower one to come behind it,
 * onto its middle to come into it. Buttons do the same without a mouse.
 */
export function startTree() {
  let dragged;
  const marks = ["drop-before", "drop-after", "drop-into"];
  const treeOf = (target) => target.closest?.(".tree-moves");
  const clear = () => document.querySelectorAll(marks.map((mark) => `.${mark}`).join()).forEach((row) => row.classList.remove(...marks));

  /** The row and all that lies below it. */
  const branch = (row) => {
    const rows = [row];
    for (let next = row.nextElementSibling; next && Number(next.dataset.depth) > Number(row.dataset.depth); next = next.nextElementSibling) {
      rows.push(next);
    }

    return rows;
  };

  const markOf = (row, y) => {
    const { top, height } = row.getBoundingClientRect();
    const share = (y - top) / height;
    return share < 0.3 ? "drop-before" : share > 0.7 ? "drop-after" : "drop-into";
  };

  const place = (tree, row, mark) => {
    const rows = [...tree.querySelectorAll(".tree-row")].filter((one) => one !== dragged);
    const into = mark === "drop-into";
    const parent = into ? row.dataset.id : row.dataset.parent ?? "";
    const siblings = rows.filter((one) => (one.dataset.parent ?? "") === parent);
    const index = into ? siblings.length : siblings.indexOf(row) + (mark === "drop-after" ? 1 : 0);
    htmx.ajax("POST", tree.dataset.tree, {
      target: "#tree",
      select: "#tree",
      swap: "outerHTML",
      values: { id: dragged.dataset.id, parent, index, __RequestVerificationToken: tree.querySelector("[name=__RequestVerificationToken]").value },
    });
  };

  const ready = () => document.querySelectorAll(".tree-moves .tree-row").forEach((row) => (row.draggable = true));
  ready();
  document.body.addEventListener("htmx:afterSettle", ready);
  document.addEventListener("dragstart", (event) => {
    dragged = treeOf(event.target) ? event.target.closest(".tree-row") : undefined;
    dragged?.classList.add("dragged");
    dragged && event.dataTransfer.setData("text/plain", dragged.dataset.id);
  });
  document.addEventListener("dragover", (event) => {
    const row = dragged && event.target.closest?.(".tree-row");
    clear();
    if (row && !branch(dragged).includes(row)) {
      event.preventDefault();
      row.classList.add(markOf(row, event.clientY));
    }
  });
  document.addEventListener("drop", (event) => {
    const row = dragged && event.target.closest?.(".tree-row");
    if (row && !branch(dragged).includes(row)) {
      event.preventDefault();
      place(treeOf(row), row, markOf(row, event.clientY));
    }
  });
  document.addEventListener("dragend", () => {
    clear();
    dragged?.classList.remove("dragged");
    dragged = undefined;
  });
}
