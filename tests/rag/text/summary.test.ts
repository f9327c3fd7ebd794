import { describe, expect, it } from 'vitest'
import { summarize } from '../../../src/rag/text/summary.ts'

const outage = `Hi all! Quick update on the outage this morning. At 9:12 the payments service stopped accepting cards because the TLS certificate of the gateway had expired. Dana renewed it at 9:40 and payments came back at 9:44. About 1,200 payments failed; customers were not charged. Sorry for the trouble. We will add an alert 30 days before a certificate expires. Thanks everyone!`

describe('summarize', () => {
  it('picks what the text is about, not the greetings around it', () => {
    const found = summarize(outage)
    expect(found).toHaveLength(3)
    expect(found[0]).toMatch(/^At 9:12 .* had expired\.$/)
    expect(found.join(' ')).not.toMatch(/Hi all|Sorry|Thanks/)
  })

  it.each([1, 2, 5])('gives %i sentences, verbatim and in the order of the text', (wanted) => {
    const found = summarize(outage, wanted)
    expect(found).toHaveLength(wanted)
    const places = found.map((sentence) => outage.indexOf(sentence))
    expect(places).not.toContain(-1)
    expect(places).toEqual(places.toSorted((a, b) => a - b))
  })

  it('gives all sentences of a short text, and none of an empty one', () => {
    expect(summarize('It rains. Take the bus.')).toEqual(['It rains.', 'Take the bus.'])
    for (const text of ['', ' \n\t ', '!!! … ---', '\u{1F389}']) expect(summarize(text)).toEqual([])
  })

  it('leaves headings and the marks of lists out, unless there is nothing else', () => {
    expect(summarize('# Release\n\n- Ship on Monday.\n- Tell support.')).toEqual(['Ship on Monday.', 'Tell support.'])
    expect(summarize('# Release 4')).toEqual(['# Release 4'])
  })

  it('says a thing once', () => {
    const found = summarize(
      'The certificate of the gateway expired. The gateway certificate has expired. Cats sleep on the warm roof. The certificate had expired at the gateway.',
      2,
    )
    expect(found).toContain('Cats sleep on the warm roof.')
  })

  it('reads text without spaces between words', () => {
    const text =
      '今天早上支付服务中断了三十分钟。原因是网关的证书过期。我们已经更新了证书，支付服务恢复正常。大约一千两百笔支付失败。谢谢大家。'
    const found = summarize(text, 2)
    expect(found).toHaveLength(2)
    for (const sentence of found) expect(text).toContain(sentence)
    expect(found).not.toContain('谢谢大家。')
  })

  it('looks at the beginning of five million characters, and cuts what never ends', () => {
    const fox = 'The quick brown fox jumps over twelve lazy dogs. '
    expect(summarize(`Foxes are quick.\n\n${fox.repeat(100_000)}`)).toHaveLength(3)
    for (const endless of ['x'.repeat(5_000_000), 'word '.repeat(1_000_000), '漢字'.repeat(2_500_000)]) {
      const [only, ...others] = summarize(endless)
      expect(others).toEqual([])
      expect(only?.length).toBeGreaterThan(590)
      expect(only?.length).toBeLessThanOrEqual(600)
    }
    expect(summarize('🎉a'.repeat(500))[0]?.isWellFormed()).toBe(true)
  })
})
