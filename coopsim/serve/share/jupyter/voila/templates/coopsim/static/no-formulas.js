// Lessons have no formulas, and "$5 or $6" is money. Voila asks for MathJax, from the internet
// unless told otherwise, as soon as it shows a word: this answers and leaves the words alone.
window.MathJax = {
  Hub: { Config() {}, Configured() {}, Queue() {}, Register: { StartupHook() {} } },
};
