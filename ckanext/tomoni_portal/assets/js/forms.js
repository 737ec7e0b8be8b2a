// What CKAN's form scripts leave unsaid for readers of Japanese and for screen readers.
(() => {
  const japanese = {
    errorLoading: () => "読み込めませんでした",
    inputTooShort: ({ minimum }) => `${minimum} 文字以上入力してください`,
    loadingMore: () => "読み込んでいます…",
    noResults: () => "見つかりません",
    searching: () => "検索しています…",
    removeAllItems: () => "すべて外す",
    removeItem: () => "外す",
    search: () => "検索",
  };
  const select2 = window.jQuery && window.jQuery.fn.select2;
  if (select2 && document.documentElement.lang.startsWith("ja")) select2.defaults.set("language", japanese);

  const labelOf = (field) => {
    const group = field.closest(".form-group, .control-group, .mb-3, .controls");
    const label = group && (group.querySelector("label") || group.parentElement.querySelector("label"));
    return label ? label.textContent.replace(/[:：*]/g, "").trim() : "";
  };
  const name = () => {
    document
      .querySelectorAll(".select2-selection[role=combobox]:not([aria-label]), .select2-search__field, input[readonly]:not([id])")
      .forEach((field) => {
        const label = field.getAttribute("aria-label") ? "" : labelOf(field);
        if (label) field.setAttribute("aria-label", label);
      });
    const turn = document.documentElement.lang.startsWith("ja") ? ["前のページ", "次のページ"] : ["Previous page", "Next page"];
    document.querySelectorAll(".pagination a:not([aria-label]) > i:only-child").forEach((icon) => {
      icon.parentElement.setAttribute("aria-label", turn[icon.classList.contains("fa-chevron-left") ? 0 : 1]);
      icon.setAttribute("aria-hidden", "true");
    });
    document.querySelectorAll("i[aria-label]:not([role])").forEach((icon) => icon.setAttribute("role", "img"));
  };
  // CKAN builds its fields after it has fetched the translations of its scripts, and again when a part is replaced.
  let waiting = 0;
  new MutationObserver(() => {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(name, 50);
  }).observe(document.body, { childList: true, subtree: true });
  name();

  // A Japanese title leaves CKAN's proposal for the address empty, and an empty address is refused.
  const propose = (form) => {
    const title = form.querySelector("[data-module~=slug-preview-target]");
    const slug = form.querySelector("[data-module~=slug-preview-slug]");
    if (!title || !slug || slug.value || !title.value.trim()) return;
    const stem = (slug.dataset.modulePlaceholder || "data").replace(/[^a-z]+/g, "-").replace(/^-|-$/g, "") || "data";
    const day = new Date().toISOString().slice(0, 10).replaceAll("-", "");
    slug.value = `${stem}-${day}-${Math.random().toString(36).slice(2, 6)}`;
    slug.dispatchEvent(new Event("change", { bubbles: true }));
    const shown = form.querySelector(".slug-preview-value");
    if (shown) shown.textContent = slug.value;
  };
  document.addEventListener("focusout", (event) => {
    if (event.target.matches("[data-module~=slug-preview-target]")) window.setTimeout(() => propose(event.target.form), 300);
  });
  document.addEventListener("submit", (event) => propose(event.target), true);
})();
