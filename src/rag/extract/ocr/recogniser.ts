// Text recognition: Tesseract's WebAssembly, run here without a worker of its own, since the child that reads files may start
// no thread. Everything comes from node_modules. Loads when a picture is read, and only ever inside that child.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { gunzipSync } from 'node:zlib'

/** In pixels of the picture as it was turned, from its upper left corner. */
export interface Word {
  readonly text: string
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
  /** Words of one line have the same, and lines of one paragraph. */
  readonly line: number
  readonly paragraph: number
}

interface Recognised {
  readonly words: readonly Word[]
  /** How sure of them, in per cent: the mean over their letters. */
  readonly sure: number
}

export interface Recogniser {
  /**
   * A picture as PNG, JPEG, BMP, TIFF, WebP or PNM; turned by what is most likely, where it lies on its side.
   * @param orientation as EXIF counts it: 1 upright, 3 upside down, 6 and 8 on a side
   * @throws what is no picture, or one that cannot be decoded
   */
  recognise(picture: Uint8Array, orientation?: number): Recognised
}

/** The parts of the library's interface that are used: https://github.com/naptha/tesseract.js-core */
interface Core {
  readonly FS: { writeFile(path: string, data: Uint8Array): void }
  readonly TessBaseAPI: new () => {
    Init(path: string, language: string, engine: number): number
    SetVariable(name: string, value: string): void
    SetImageFile(orientation: number, angle: number): number
    Recognize(monitor: null): number
    GetTSVText(page: number): string
    Clear(): void
  }
}

const require = createRequire(import.meta.url)

// Words below are noise: specks, edges, handwriting.
const leastSure = 30
/** Below, the picture may lie on its side; it is tried the other ways round. */
const sureEnough = 70
/** Below, what was found is no text, in per cent. */
const leastSureOfAll = 55
const turns = [1, 6, 3, 8]

export async function createRecogniser(): Promise<Recogniser> {
  const create = require('tesseract.js-core/tesseract-core-simd-lstm.js') as (options: object) => Promise<Core>
  // What it prints may be a hostile file's.
  const quiet = { print: () => {}, printErr: () => {} }
  const wasmBinary = readFileSync(require.resolve('tesseract.js-core/tesseract-core-simd-lstm.wasm'))
  const language = readFileSync(require.resolve('@tesseract.js-data/eng/4.0.0_best_int/eng.traineddata.gz'))
  const { FS, TessBaseAPI } = await create({ wasmBinary, ...quiet })
  FS.writeFile('/eng.traineddata', gunzipSync(language))
  const api = new TessBaseAPI()
  // 1: the LSTM engine, the only one in this build.
  if (api.Init('/', 'eng', 1) !== 0) throw new Error('The data of text recognition cannot be read')
  // 3: columns and blocks are looked for.
  api.SetVariable('tessedit_pageseg_mode', '3')

  function recogniseTurned(picture: Uint8Array, orientation: number): Recognised {
    FS.writeFile('/input', picture)
    if (api.SetImageFile(orientation, 0) !== 0) throw new Error('This picture cannot be decoded')
    try {
      return api.Recognize(null) === 0 ? readTsv(api.GetTSVText(0)) : { words: [], sure: 0 }
    } finally {
      api.Clear()
      FS.writeFile('/input', new Uint8Array())
    }
  }

  return {
    recognise(picture, orientation = 1) {
      let best = recogniseTurned(picture, orientation)
      const at = Math.max(0, turns.indexOf(orientation))
      for (let turn = 1; turn < turns.length && best.sure < sureEnough; turn++) {
        const other = recogniseTurned(picture, turns[(at + turn) % turns.length]!)
        if (other.sure > best.sure) best = other
      }
      return best.sure < leastSureOfAll ? { words: [], sure: 0 } : best
    },
  }
}

/** Tesseract's table of words: https://github.com/tesseract-ocr/tesseract/blob/main/src/api/baseapi.cpp */
function readTsv(tsv: string): Recognised {
  const words: Word[] = []
  let letters = 0
  let sum = 0
  const lines = new Map<string, number>()
  const paragraphs = new Map<string, number>()
  for (const row of tsv.split('\n')) {
    const [level, page, block, paragraph, line, , left, top, width, height, sure, text = ''] = row.split('\t')
    if (level !== '5' || text.trim() === '') continue
    // Specks are mostly read as a mark or two, and drawn lines as many.
    const share = text.match(/[\p{L}\p{N}]/gu)?.length ?? 0
    letters += text.length
    sum += Number(sure) * text.length
    if (Number(sure) < leastSure || (share === 0 && Number(sure) < sureEnough)) continue
    words.push({
      text,
      left: Number(left),
      top: Number(top),
      right: Number(left) + Number(width),
      bottom: Number(top) + Number(height),
      line: numberOf(lines, `${page} ${block} ${paragraph} ${line}`),
      paragraph: numberOf(paragraphs, `${page} ${block} ${paragraph}`),
    })
  }
  return { words, sure: letters === 0 ? 0 : Math.round(sum / letters) }
}

function numberOf(numbers: Map<string, number>, key: string): number {
  const known = numbers.get(key) ?? numbers.size
  numbers.set(key, known)
  return known
}
