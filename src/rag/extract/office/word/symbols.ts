// Characters of symbol fonts, which stand in Unicode's private use area: what a reader sees where their font is there.
// http://www.unicode.org/Public/MAPPINGS/VENDORS/ADOBE/symbol.txt; of Wingdings the boxes, marks, bullets and arrows.

const symbol = [
  [0x20, ' !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼'],
  [0xa0, '€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑'],
  [0xf1, '〉∫'],
] as const
const fonts: Readonly<Record<string, ReadonlyMap<number, string>>> = {
  symbol: new Map(symbol.flatMap(([first, shown]) => [...shown].map((one, i) => [first + i, one] as const))),
  wingdings: table(
    '28☎ 2a✉ 46☞ 4a☺ 4c☹ 6c● 6d❍ 6e■ 6f□ 71❑ 74⧫ 75◆ 76❖ 77⬥ 9f• a1○ a4◉ a7▪ a8◻ d8➢ df← e0→ e1↑ e2↓ e8➔ f0⇨ fb✗ fc✓ fd☒ fe☑',
  ),
  'wingdings 2': table('4f✗ 50✓ 51☒ 52☑ 53☒ 54☒ 97● a3☐ ae◆'),
  'wingdings 3': table('22↔ 66← 67→ 68↑ 69↓ 75▶ 7d▶'),
  webdings: table('31☐ 34▶ 61✔ 63☐ 6e● 72✗'),
}

function table(entries: string): ReadonlyMap<number, string> {
  return new Map(entries.split(' ').map((entry) => [Number.parseInt(entry.slice(0, 2), 16), entry.slice(2)]))
}

const isPrivate = (code: number) => code >= 0xf000 && code <= 0xf0ff

/** @returns '' for a picture that has no character of its own */
export function symbolOf(font: string, code: number): string {
  const found = fonts[font.trim().toLowerCase()]?.get(code & 0xff)
  if (found !== undefined && (isPrivate(code) || code < 0x100)) return found
  return code < 0x20 || (code >= 0xd800 && code <= 0xf8ff) || code > 0xffff ? '' : String.fromCharCode(code)
}

/** A run's text, as its font shows it. */
export function withSymbols(text: string, font: string): string {
  return text.replaceAll(/[\uf000-\uf0ff]/g, (one) => symbolOf(font, one.charCodeAt(0)))
}
