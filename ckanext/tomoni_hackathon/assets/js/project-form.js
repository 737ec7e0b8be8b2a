// The project form works without this: it offers datasets while one types, and adds rows without saving.
(function () {
  "use strict";
  const rows = document.querySelector("[data-tomoni-rows]");
  const choices = document.getElementById("dataset-choices");
  const add = document.querySelector("[data-tomoni-add]");
  if (!rows || !choices || !add) return;

  const endpoint = rows.dataset.endpoint.replace(/\/?$/, "/");
  let asked = 0;
  let timer = null;

  async function offer(words) {
    const number = ++asked;
    const answer = await fetch(`${endpoint}package_autocomplete?limit=8&q=${encodeURIComponent(words)}`);
    if (!answer.ok || number !== asked) return;
    const found = (await answer.json()).result;
    choices.replaceChildren(
      ...found.map(function (dataset) {
        const option = document.createElement("option");
        option.value = dataset.name;
        option.label = dataset.title;
        return option;
      })
    );
  }

  rows.addEventListener("input", function (event) {
    if (!event.target.matches("[data-tomoni-dataset]")) return;
    const words = event.target.value.trim();
    window.clearTimeout(timer);
    if (words.length < 2 || /^https?:/.test(words)) return;
    timer = window.setTimeout(function () {
      offer(words).catch(function () {});
    }, 250);
  });

  // What the written words would be linked to, said below the field.
  async function tell(input) {
    const place = input.parentElement.querySelector("[data-tomoni-found]");
    const declared = input.value.trim();
    place.replaceChildren();
    if (!declared) return;
    const answer = await fetch(`${endpoint}tomoni_dataset_match?declared=${encodeURIComponent(declared)}`);
    if (!answer.ok || input.value.trim() !== declared) return;
    const found = (await answer.json()).result[0];
    if (found.match) {
      const file = found.match.resource ? ` / ${found.match.resource.name}` : "";
      place.textContent = rows.dataset.found.replace("{title}", found.match.dataset.title + file);
      return;
    }
    place.textContent = found.candidates.length ? `${rows.dataset.likely} ` : rows.dataset.unknown;
    found.candidates.forEach(function (candidate) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-sm btn-secondary me-1";
      button.textContent = candidate.title;
      button.addEventListener("click", function () {
        input.value = candidate.name;
        input.focus();
        tell(input).catch(function () {});
      });
      place.append(button);
    });
  }

  rows.addEventListener("change", function (event) {
    if (event.target.matches("[data-tomoni-dataset]")) tell(event.target).catch(function () {});
  });

  rows.querySelectorAll("[data-tomoni-dataset]").forEach(function (input) {
    tell(input).catch(function () {});
  });

  add.hidden = false;
  add.addEventListener("click", function () {
    const last = rows.querySelector("[data-tomoni-row]:last-child");
    const number = rows.children.length;
    const row = last.cloneNode(true);
    row.querySelectorAll("input").forEach(function (input) {
      input.value = "";
    });
    row.querySelector("[data-tomoni-found]").replaceChildren();
    row.querySelector("[data-tomoni-dataset]").setAttribute("aria-describedby", `datasets-help dataset-found-${number}`);
    row.querySelectorAll("[id]").forEach(function (element) {
      element.id = element.id.replace(/\d+$/, String(number));
    });
    row.querySelectorAll("label").forEach(function (label) {
      label.htmlFor = label.htmlFor.replace(/\d+$/, String(number));
      label.textContent = label.textContent.replace(/\d+/, String(number + 1));
    });
    rows.append(row);
    row.querySelector("[data-tomoni-dataset]").focus();
  });
})();
