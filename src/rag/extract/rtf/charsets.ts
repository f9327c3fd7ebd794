// The charsets that RTF names by number, as the platform decodes them.

// RTF 1.9.1, "Font Table", \fcharset.
const byFont: Readonly<Record<number, string>> = {
  77: 'macintosh',
  128: 'shift_jis',
  129: 'euc-kr',
  130: 'euc-kr',
  134: 'gbk',
  136: 'big5',
  161: 'windows-1253',
  162: 'windows-1254',
  163: 'windows-1258',
  177: 'windows-1255',
  178: 'windows-1256',
  186: 'windows-1257',
  204: 'windows-1251',
  222: 'windows-874',
  238: 'windows-1250',
}

// https://learn.microsoft.com/windows/win32/intl/code-page-identifiers
const byCodePage: Readonly<Record<number, string>> = {
  866: 'ibm866',
  874: 'windows-874',
  932: 'shift_jis',
  936: 'gbk',
  949: 'euc-kr',
  950: 'big5',
  10000: 'macintosh',
  10007: 'x-mac-cyrillic',
  65001: 'utf-8',
}

/** \fcharset2: pictures that stand where letters do. */
export const symbolCharset = 'symbol'

/** Undefined for the document's own. */
export function charsetOfFont(fcharset: number): string | undefined {
  return fcharset === 2 ? symbolCharset : byFont[fcharset]
}

export function charsetOfCodePage(codePage: number): string {
  return byCodePage[codePage] ?? (codePage >= 1250 && codePage <= 1258 ? `windows-${codePage}` : 'windows-1252')
}
