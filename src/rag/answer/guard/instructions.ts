// Tells sentences that address a language model ("ignore previous instructions …") from those that inform people.
// Pure, by common phrasings in a few languages: one line of defence of several, and it refuses to be the only one.

const verb =
  "(?:reply|respond|answer|say|print|output|include|append|prepend|add|insert|repeat|reveal|send|write|tell|ignore|disregard|forget|mention|display|embed|render|begin|start|end|finish|conclude|do not|don[’']?t|never|always|please|you|act|pretend|translate|summari[sz]e|call|fetch|visit|open|execute|run|use|provide|give|show|list|quote|leak|disclose|encode|follow|obey|must|should|shall|will)"
const model =
  '(?:a\\.?i\\.?(?: (?:models?|systems?|agents?))?|llms?|(?:large )?language models?|chat ?bots?|gpts?|chatgpt|claude|gemini|copilot)'
const machine = `(?:${model}|assistants?|bots?|models?|agents?|ragbot)`
const told =
  '(?:instructions?|prompts?|directions?|directives?|commands?|guidelines?|rules?|constraints?|context|messages?)'
const written = '(?:answers?|responses?|repl(?:y|ies)|outputs?|messages?|summar(?:y|ies)|completions?)'
const asker = '(?:the |this |your |any )?(?:users?|humans?|readers?|askers?|person asking|anyone asking)'

const phrasings: readonly RegExp[] = [
  // Overrides.
  new RegExp(
    `\\b(?:ignore|disregard|forget|override|bypass|discard|abandon)\\b.{0,40}\\b(?:previous|prior|above|earlier|preceding|existing|original|initial|your|system|developer|all (?:the |of the |other )?)(?:[ ,]+(?:\\w+[ ,]+){0,2}?)${told}\\b`,
  ),
  /\b(?:ignore|disregard|forget|override) (?:all|any|every|these|those|the|other)(?: other)? (?:instructions?|prompts?|directives?)\b/,
  /\b(?:ignore|disregard|forget) (?:everything|all|anything|what(?:ever)?)\b.{0,40}\b(?:above|before|previous(?:ly)?|prior|earlier|told|said|know)\b/,
  /\b(?:developer|dan|god|jailbreak|unrestricted) mode\b.{0,30}\b(?:on|enabled?|activated?|engaged?)\b|\b(?:enable|enter|activate|switch to)\b.{0,20}\b(?:developer|dan|god|jailbreak|unrestricted) mode\b/,
  // Role tags.
  /<\|[a-z_ ]{2,30}\|>|<\/?(?:sys|system|assistant|developer|instructions?|inst)>|\[\/?(?:inst|sys|system|assistant|developer)\]|<<\/?sys>>/,
  /(?:^|\n)(?:[^\S\n]|[#*>"'`([{-])*(?:system|assistant|developer|admin(?:istrator)?|hidden|ai|llm|bot)[\s*_-]*(?:prompt|messages?|instructions?|overrides?|notes?|notices?|commands?|directives?|update)\b[\s*_)\]]*[:=>–—-]/,
  new RegExp(
    `(?:^|\\n)(?:[^\\S\\n]|[#*>"'\`([{-])*(?:system|assistant|developer|user|human)[\\s*_)\\]]*:[\\s*_]*${verb}\\b`,
  ),
  // Spoken to.
  new RegExp(
    `(?:^|[.!?:;,(\\[\\n"'*_][^\\S\\n]*|\\b(?:dear|hey|hello|attention|note to|message to|for|to) )(?:the |all |any |every )?${machine}(?: (?:reading|processing|summari[sz]ing|answering|that reads?|who reads?)\\b.{0,40}?)?[\\s*_]*[,:!–—-]+\\s*${verb}\\b`,
  ),
  new RegExp(
    `\\b(?:instructions?|directives?|orders?|commands?|notes?|message|notice) (?:for|to) (?:the |all |any |every )?${machine}\\b`,
  ),
  new RegExp(`\\b(?:if|when|whenever) (?:you are|you[’']re) (?:an? |the )?${machine}\\b`),
  new RegExp(
    `\\b${machine}\\b(?! (?:manager|professor|director|editor|coach|principal|secretary)).{0,60}\\b(?:must|should|shall|has to|have to|(?:is|are) (?:required|instructed|ordered|told|asked|to)|needs? to|will now)\\b.{0,60}\\b(?:(?:always|also) (?:mention|say|add|recommend|state)|append|include|print|output|repeat|reveal|embed|insert|render|begin|conclude|disclose|ignore|obey|(?:respond|answer|reply|say|state|tell)(?: \\w+)? (?:(?:with|that|only|by|exactly|as follows)\\b|["'“:]))`,
  ),
  new RegExp(
    `\\byou are (?:now|henceforth) (?:an? (?!\\w* ?(?:members?|users?|customers?|subscribers?|owners?|participants?))|the |dan\\b|in \\w+ mode|free (?:of|from))|\\byou are no longer (?:bound|an? (?:ai|assistant)|restricted|limited)|\\byou are (?:an? |the )?(?:\\w+ )?(?:${model}|assistant|helpful|unrestricted|uncensored)\\b`,
  ),
  /\b(?:from now on|from this point(?: on)?|henceforth),? (?:you|always|only|never|respond|answer|reply|all (?:answers|responses|replies))\b/,
  /\b(?:pretend|imagine) (?:to be|that you|you(?:['’]?re| are))\b|\brole-?play as\b/,
  /\b(?:reveal|print|repeat|show|output|leak|disclose|quote|dump|your|new|updated|override|end of|begin) .{0,30}\b(?:system|developer|hidden|initial|secret) (?:prompt|instructions?|messages?)\b/,
  /\b(?:new|updated|real|actual|important|critical|urgent|revised|additional|special|hidden|secret) (?:system )?(?:instructions?|directives?|prompt) ?(?::|follow|below|begin|start)/,
  /\b(?:begin|start|end) of (?:the )?(?:system |new |hidden )?(?:instructions?|prompt|context|passages?)\b|\b(?:end|begin)[ _](?:instructions?|prompt|context|passages?)\b/,
  // What to answer, and how.
  /\b(?:respond|reply|answer)(?: \w+){0,2}? (?:only |just |always |exactly |solely )*(?:with|by|using|as|in)(?: only| just| exactly)? (?:the (?:following|words?|phrases?|text|string|sentence|code|exact)|this|exactly|nothing but|["'“‘`])/,
  /(?:^|[.!?:;,\n][^\S\n]*|\b(?:and|then|please|must|should|always|only|instead,?|now|to|just) )(?:say|print|output|repeat|write|state|echo|respond|reply|answer)(?: (?:back|out|only|exactly|always|verbatim|just|with))*[\s:]*(?:the (?:following|words?|phrases?|text|string|above|secrets?|passwords?|codes?|tokens?|keys?|canary)\b|exactly\b|verbatim\b|this:)/,
  /(?:^|[.!?:\n][^\S\n]*|\b(?:please|instead),? )(?:just |only |always )?(?:say|print|output|repeat|write|echo|respond|reply|answer) ?:? ?["“‘`]/,
  new RegExp(
    `\\b(?:append|prepend|start|begin|end|finish|conclude|close|prefix|suffix)\\b.{0,120}\\b(?:your|every|each|any|all(?: of)?(?: your| the)?|the(?: (?:end|start|beginning|top|bottom) of (?:the|your|every|each|all))?|final)(?: (?:final|next|own|future))? ${written}\\b`,
  ),
  new RegExp(
    `\\b(?:include|add|insert|put|place|embed|write|print|mention|repeat|render|show|display|attach)\\b.{1,120}\\b(?:in|into|to|at|of|with|from) (?:your|(?:every|each|any|all) (?:of )?(?:your |the )?(?=answer|repl))(?: (?:final|next|own|future))? ?${written}\\b(?! (?:box|field|sheet|form|paper|book))`,
  ),
  new RegExp(
    `\\b(?:in|with|to|at|of|from) your (?:final |next |own |future )?${written}\\b.{0,40}\\b${verb}\\b|\\byour (?:final |next )?${written} (?:must|should|shall|has to|needs to|will|is to|always|ends?|begins?|starts?)\\b`,
  ),
  new RegExp(
    `\\b(?:do not|don[’']?t|never|without|must not|avoid)\\b.{0,20}\\b(?:tell|telling|inform|informing|mention|mentioning|reveal|revealing|alert|alerting|notify|notifying|warn|warning|disclose|disclosing|show|showing)\\b.{0,40}\\b${asker}\\b`,
  ),
  /\b(?:if|when|whenever|once|before|while)\b.{0,20}\b(?:you are asked|you answer|(?:the |a |any )?users? asks?|any(?:one|body) asks?|some(?:one|body) asks?|people ask|asked|answering|responding|replying|summari[sz]ing|processing|reading this|you read this)\b.{0,120}\b(?:say|reply|respond|answer|print|output|append|include|mention|claim|add|recommend|insert)\b/,
  /\btell (?:the |every |each |any )?(?:users?|humans?|readers?|askers?|everyone who asks)\b.{0,60}\b(?:to|that|visit|click|open|go|log ?in|send)\b/,
  /\byour (?:(?:new|real|actual|only|first|next) )?(?:task|job|role|goal|objective|purpose) is (?:now )?to (?:output|print|reveal|repeat|say|leak|ignore|disclose|respond|reply|answer|include|append)\b/,
  /\b(?:whatever|regardless of|no matter|irrespective of)\b.{0,30}\b(?:question|user|asks?|asked|prompt|query)\b.{0,30}\b(?:answer|reply|respond|say|print|output)\b/,
  /\b(?:answer|reply|respond)(?: to)? (?:every|all|any|each) (?:questions?|quer(?:y|ies)|requests?|prompts?)\b.{0,20}\bwith\b|\b(?:correct|right|only) (?:answer|response|reply) (?:to|for) (?:every|all|any|each|this|the) (?:questions?|quer(?:y|ies)|prompts?) is\b/,
  /(?:^|[.!?:;,\n][^\S\n]*)(?:output|print|say|answer|reply|respond) only\b|\b(?:finish|end|begin|start|conclude) with (?:the |this |these )?(?:words?|phrase|sentence|code|text|string|secret|link|url)\b/,
  new RegExp(
    `(?:^|\\n)[^\\p{L}\\n]*(?:override|instructions?|(?:new )?(?:task|rule|command|order))\\s*:\\s*${verb}\\b`,
    'u',
  ),
  /\b(?:follow|print|translate|reveal|ignore|repeat|forget|leak|show|output|obey|override)\b.{0,40}\bsystem prompt\b|\bobey (?:this|the following|these|what)\b/,
  /\binstead of (?:answering|responding|replying)(?: (?:the|this|any|that) (?:question|user|query))?,|\b(?:do not|don['’]t|never) answer the (?:user['’]?s? )?question\b/,
  /\b(?:repeat|print|output|copy|dump|leak|reveal|send|show)\b.{0,40}\b(?:passages|conversation|chat history|everything above|context above|text above)\b/,
  /\b(?:every|all|each|any|the) (?:answers?|repl(?:y|ies)) (?:must|should|shall|will|has to|have to) (?:\w+ )?(?:end|begin|start|contain|include|mention)\b/,
  /\b(?:inform|tell|advise|direct|ask|remind) (?:the |any |every |all )?(?:users?|askers?|readers?)\b.{0,60}(?:https?:|www\.|\b(?:log ?in|click|visit)\b)|\busers must be told\b/,
  /\b(?:simulate|act as|pretend to be) an? (?:linux |shell |bash )?terminal\b|\bthis is (?:the |your )?(?:administrator|admin|developer|system|creator)s? (?:speaking|talking|writing)\b/,
  // Carrying things out.
  /\bsend (?:it|them|this|these|the (?:answers?|questions?|results?|output|passages|documents?|contents?))\b.{0,40}(?:https?:|www\.)|\b(?:include|put|embed|encode|place|insert|append)\b.{0,60}\b(?:secrets?|passwords?)\b.{0,60}\b(?:links?|urls?|images?|answers?|reply|response)\b/,
  /\b(?:link|url|image|img)\b.{0,60}[?&]\w{0,60}=?(?:<|\{|\[|%7b|\$)/,
  /!\[[^[\]]*\]\(\s*[a-z]*:?\/\/[^()?&=%{$]*[?&=%{$][^()]*\)/,
  /\b(?:render|display|insert|embed|include|use|output|add|show)\b.{0,40}\b(?:markdown|image|img|pixel|iframe|html)\b.{0,80}(?:https?:|!\[|<img|\burl\b)/,
  /(?<!\b(?:never|not|don't|don’t|cannot|can't|no) )\b(?:send|post|forward|exfiltrate|transmit|upload|leak|submit|email|encode|put)\b.{0,80}\b(?:conversation|chat history|secrets?|api keys?|passwords?|credentials?|tokens?|system prompt|contents?|question|answer)\b.{0,80}(?:https?:\/\/|www\.|\S@\S|\burl\b)/,
  // Other languages.
  /\b(?:ignorier\w*|missacht\w*|vergiss|vergesst|vergessen sie|überschreib\w*)\b.{0,60}(?:anweisung|instruktion|vorgabe|regel|prompt|befehl)/,
  /\b(?:du bist|sie sind) (?:jetzt|nun|ab sofort|ab jetzt|eine? (?:ki|assistent|sprachmodell|chatbot))|\bantworte(?:n sie)? (?:nur|immer|ausschließlich|stets|genau)?\s*(?:mit|nur)\b|\bgib (?:nur |genau |folgende|das passwort|den geheim)/,
  /\b(?:ignore[rz]?|oublie[rz]?|néglige[rz]?)\b.{0,60}(?:instruction|consigne|règle|directive)|\b(?:tu es|vous êtes) (?:maintenant|désormais)|\bréponds?(?:ez)? (?:uniquement|seulement|toujours|exactement)\b/,
  /\b(?:ignor[ae]\w*|olvid[ae]\w*|esque[cç]\w*|dimentica\w*|descart[ae]\w*)\b.{0,60}(?:instrucciones|instruções|istruzioni|reglas|regras|regole|indicaciones)|\b(?:ahora eres|agora você é|ora sei)\b|\b(?:responde|responda|rispondi) (?:solo|únicamente|siempre|apenas|sempre|exactamente|esattamente)\b/,
  /(?:игнорир\w*|забудь\w*|не обращай).{0,60}(?:инструкц|указани|правил|команд)|ты теперь|отвечай только/u,
  /(?:忽略|无视|無視|忘记|忘記|忽视).{0,12}(?:指令|指示|说明|說明|提示|规则|規則)|(?:指示|命令|指令).{0,6}(?:無視|忘れ)|(?:지시|명령|지침).{0,8}(?:무시|잊)/u,
]

// "SYSTEM:" at the head of a line, and "print SECRET".
const inCapitals: readonly RegExp[] = [
  /(?:^|\n)[^\p{L}\p{N}\n]*(?:SYSTEM|ASSISTANT|DEVELOPER|PROMPT|INSTRUCTIONS?)\s*:/u,
  /(?:^|[.!?:;,\n][^\S\n]*|\b(?:and|then|instead|please) )(?:[Pp]rint|[Oo]utput|[Rr]eveal|[Ee]cho|[Ss]ay|[Rr]epeat|[Rr]eply|[Rr]espond|[Aa]nswer)(?: (?:only|just|exactly|with|back|the word))*:? ["'“]?\p{Lu}[\p{Lu}\d_-]{4,}/u,
]

// Letters of other scripts, each with the Latin one that it passes for.
const lookalikes: ReadonlyMap<string, string> = new Map(
  'аa еe оo рp сc уy хx іi ѕs јj ԁd ɡg ոn һh кk мm тt вb нh αa οo εe ιi νv ρp τt υu κk'
    .split(' ')
    .map((pair) => [pair[0] ?? '', pair[1] ?? '']),
)

/** Whether a text tells a language model what to do. @param text one sentence, or a few lines */
export function instructs(text: string): boolean {
  const visible = withoutInvisible(text)
  if (inCapitals.some((phrasing) => phrasing.test(visible))) return true
  const lines = visible
    .normalize('NFKC')
    .toLowerCase()
    .replace(/^[^\S\n\r\u2028\u2029]*(?:[-*+•>#|]+|\d{1,3}[.)])[^\S\n]+/gm, '')
    .replace(/[^\S\n]+/g, ' ')
  // Broken over lines, or told by how a line begins.
  const plain = lines.includes('\n') ? [lines, lines.replace(/\n+/g, ' ')] : [lines]
  const disguised = plain
    .filter((one) => /[a-z]/.test(one))
    .map((one) => [...one].map((letter) => lookalikes.get(letter) ?? letter).join(''))
  return [...new Set([...plain, ...disguised])].some((one) => phrasings.some((phrasing) => phrasing.test(one)))
}

/** A text without characters that nobody sees: zero-width, bidirectional, controls, tags, private use. */
export function withoutInvisible(text: string): string {
  return text.replace(/[^\P{C}\t\n]|[\p{Default_Ignorable_Code_Point}\u2028\u2029]/gu, '')
}
