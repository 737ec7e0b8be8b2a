// The facets are open on a wide screen and folded on a narrow one; without scripts they are simply open.
(() => {
  const fold = () => {
    if (!window.matchMedia("(max-width: 767.98px)").matches) return;
    document.querySelectorAll("details[data-tomoni-facets]:not([data-folded])").forEach((facets) => {
      facets.removeAttribute("open");
      facets.setAttribute("data-folded", "");
    });
  };
  fold();
  document.body.addEventListener("htmx:afterSettle", fold);
})();
