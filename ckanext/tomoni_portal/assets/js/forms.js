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
    document.querySelectorAll("i[aria-label]:not([role])").forEach((icon) => icon.setAttribute("role", "img"));
  };
  window.addEventListener("load", () => window.setTimeout(name));
  document.body.addEventListener("htmx:afterSettle", name);
})();
