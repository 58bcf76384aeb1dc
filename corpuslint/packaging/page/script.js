
"use strict";
// The search. It shows and hides what the page already holds; text is only ever read.
{
  const byId = (id) => document.getElementById(id);
  const form = byId("search");
  const [query, rule, language, answer] = ["query", "rule", "language", "found"].map(byId);
  const letters = { đ: "d", ð: "d", ø: "o", ł: "l", ı: "i", ß: "ss", æ: "ae", œ: "oe", "’": "'", "ʼ": "'" };

  const fold = (text) =>
    text
      .normalize("NFD")
      .replace(/[\u0300-\u036f\u064b-\u065f\u0670]/g, "")
      .toLowerCase()
      .replace(/[đðøłıßæœ’ʼ]/g, (letter) => letters[letter])
      .replace(/\s+/g, " ");

  // The text of a sample without what was inserted, or without what was removed.
  const textWithout = (element, name) =>
    Array.from(element.childNodes, (node) => (node.nodeName === name ? "" : node.textContent)).join("");

  const samples = Array.from(document.querySelectorAll(".sample"), (element) => {
    const [text, ...others] = element.children;
    const parts = [textWithout(text, "INS"), textWithout(text, "DEL"), ...others.map((other) => other.textContent)];
    const group = element.closest(".group");
    return {
      element,
      words: fold([...parts, group.querySelector("h4").textContent].join("\n")),
      rules: element.dataset.rules.split(" "),
      language: element.dataset.language,
    };
  });
  const groups = Array.from(document.querySelectorAll(".group"));

  const search = () => {
    const words = Array.from(fold(query.value).matchAll(/"([^"]*)"|[^\s"]+/g), (match) => match[1] ?? match[0]);
    let count = 0;
    for (const sample of samples) {
      const found =
        (rule.value === "" || sample.rules.includes(rule.value)) &&
        (language.value === "" || sample.language === language.value) &&
        words.every((word) => sample.words.includes(word));
      sample.element.hidden = !found;
      count += found;
    }
    for (const group of groups) {
      group.hidden = !group.querySelector(".sample:not([hidden])");
    }
    const whole = samples.length === 1 ? "1 sample" : `${samples.length} samples`;
    answer.textContent = count === samples.length ? whole : count ? `${count} of ${whole}` : "No sample matches.";
  };

  // A link to a sample or to the samples of a rule shows what a search hid.
  const reveal = () => {
    const target = byId(location.hash.slice(1));
    if (target && target.closest("[hidden]")) {
      form.reset();
      search();
      target.scrollIntoView();
    }
  };

  if (samples.length) {
    form.addEventListener("input", search);
    form.addEventListener("submit", (event) => event.preventDefault());
    window.addEventListener("hashchange", reveal);
    language.closest(".field").hidden = language.options.length < 3;
    form.hidden = false;
    search();
  }
}
