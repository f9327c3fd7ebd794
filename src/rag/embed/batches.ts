// Texts to batches that a server takes, by count and by a rough count of tokens. Pure.

/**
 * OpenAI takes 2,048 inputs and 300,000 tokens at once (https://developers.openai.com/api/reference/resources/embeddings);
 * text-embeddings-inference 32 inputs (https://huggingface.co/docs/text-embeddings-inference/cli_arguments). A few
 * hundred would be no faster, and their answer is megabytes; the smaller servers are learnt by halving.
 */
export const startingLimits = { inputs: 128, tokens: 60_000 }

/**
 * About the tokens of a text in today's vocabularies, rather too many than too few: letters by fours, digits and
 * signs by twos, and one for each character of scripts that are written without spaces.
 */
export function estimateTokens(text: string): number {
  let quarters = 0
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    const isLetter = (unit | 32) >= 97 && (unit | 32) <= 122
    quarters += isLetter || unit === 32 ? 1 : unit < 0x2e80 ? 2 : 4
  }
  return Math.ceil(quarters / 4)
}

/** In order; none is empty; a text above the token limit is a batch of its own. */
export function splitIntoBatches(texts: readonly string[], limits: typeof startingLimits): readonly string[][] {
  const batches: string[][] = []
  let tokens = 0
  for (const text of texts) {
    const own = estimateTokens(text)
    const open = batches.at(-1)
    if (open && open.length < limits.inputs && tokens + own <= limits.tokens) {
      open.push(text)
      tokens += own
    } else {
      batches.push([text])
      tokens = own
    }
  }
  return batches
}
