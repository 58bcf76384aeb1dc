// Texts, and shapes of charts, that stand out less from what is behind them than WCAG 2 AA asks, in the colours that the
// browser computed: 4.5 to 1, and 3 to 1 for large text and for shapes.
(() => {
  const parse = (colour) => colour.match(/[\d.]+/g).map(Number);
  const linear = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  const luminance = (colour) => {
    const [red, green, blue] = colour.map((value) => linear(value / 255));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (one, other) => {
    const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const behind = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const colour = parse(getComputedStyle(one).backgroundColor);
      if (colour.length < 4 || colour[3] === 1) return colour;
    }
    throw Error("nothing is behind");
  };
  const faint = [];
  let seen = 0;
  for (const element of document.querySelectorAll("body *")) {
    const style = getComputedStyle(element);
    const isShape = element.matches("rect, line");
    const hasText = Array.from(element.childNodes).some((node) => node.nodeType === 3 && node.data.trim());
    if (!(hasText || isShape) || !element.checkVisibility() || element.matches("script, svg title, desc")) continue;
    const colour = element.matches("line") ? style.stroke : element.matches("svg *") ? style.fill : style.color;
    const ratio = contrast(parse(colour), behind(element));
    const least = isShape || parseFloat(style.fontSize) >= 24 ? 3 : 4.5;
    seen += 1;
    if (ratio < least) faint.push(`${element.tagName}.${element.className} ${colour} ${ratio.toFixed(2)}`);
  }
  return seen > 100 ? faint : ["there was nothing to look at"];
})();
