/** What lists of products need beside htmx: tidy addresses, the open filters kept open, and words for screen readers. */
export function startLists() {
  const announce = document.getElementById("announce");
  let filtersOpen = false;
  let cardsBefore = 0;

  document.body.addEventListener("htmx:configRequest", (event) => {
    // What is posted is said in full: an empty note takes the note away.
    if (event.detail.verb !== "get") {
      return;
    }

    const parameters = event.detail.formData;
    for (const name of [...parameters.keys()]) {
      if (parameters.getAll(name).every((value) => value === "")) {
        parameters.delete(name);
      }
    }

    // The usual order is not worth a word in the address.
    const sort = document.getElementById("f-sort");
    if (sort && parameters.get("sort") === sort.options[0].value) {
      parameters.delete("sort");
    }
  });

  document.body.addEventListener("htmx:beforeSwap", (event) => {
    // Ticking a filter leaves the filters open on a phone; the button below them closes them and shows the products.
    const byButton = event.detail.requestConfig?.triggeringEvent?.type === "submit";
    filtersOpen = !byButton && (document.querySelector(".filters-toggle")?.open ?? false);
    cardsBefore = document.querySelectorAll("#cards article").length;
  });

  document.body.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target?.id === "suggestions") {
      return;
    }

    const toggle = document.querySelector(".filters-toggle");
    if (toggle && filtersOpen) {
      toggle.open = true;
    }

    const isMore = event.detail.requestConfig?.parameters?.cursor !== undefined || /[?&]cursor=/.test(event.detail.pathInfo?.requestPath ?? "");
    if (isMore) {
      // The button is gone: the focus goes on to the first of the new products.
      document.querySelectorAll("#cards article a")[cardsBefore]?.focus();
    } else {
      announce.textContent = document.getElementById("results-count")?.textContent ?? "";
    }
  });

  // The same list in the other language: with the filters that are set now.
  document.body.addEventListener("htmx:pushedIntoHistory", () => {
    for (const link of document.querySelectorAll("a[hreflang]")) {
      link.search = location.search;
    }
  });

  for (const fault of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.body.addEventListener(fault, (event) => {
      // A suggestion that does not come is no loss; a list that does not come is loaded as a page.
      if (event.detail.target?.id !== "suggestions") {
        announce.textContent = announce.dataset.failed;
        const path = event.detail.pathInfo?.finalRequestPath;
        if (fault === "htmx:responseError" && path) {
          location.href = path;
        }
      }
    });
  }
}
