// Words that carry no topic. Two lists: what the index drops, and what only a question drops besides.

const words = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/))

/** Dropped from documents and questions: articles, prepositions, pronouns, auxiliaries, contractions' halves. */
export const stopWords = words(`
  a an and are as at be been being but by can cannot could did do does doing done for from had has have having he her hers
  herself him himself his i if in into is it its itself me my myself no nor not of off on onto or our ours ourselves
  she should so some such than that the their theirs them themselves then there these they this those to too us was we
  were which while will with would you your yours yourself yourselves am shall may might must ought upon
  don doesn didn isn aren wasn weren hasn haven hadn won wouldn shouldn couldn mustn ain`)

/** The askingWords that are no topic of any document. */
export const purelyAsking = words(`
  what when where who whom whose why how which whether tell please thanks thank hello hi hey any there here anyone anybody
  someone somebody something anything everything ok okay yes yeah well`)

/** Dropped from questions only: words that ask, and politeness around them. */
export const askingWords = words(`
  what when where who whom whose why how which whether tell give show find explain describe define list name know let say
  please thanks thank hello hi hey anyone anybody someone somebody something anything everything one ones
  many much more most about also any all both each every other others another same very just only own again ever
  get got gets getting go goes going make makes made use used uses using take takes taken took need needs needed want
  wants wanted like called call considered became become happen happened happens mean means kind type types sort
  there here because however between during before after above below over under out up down through
  available concerning regarding possible question answer information exactly actually currently
  per until till
  ok okay yes yeah well
`)

/**
 * Very common English words with a topic too faint to decide anything. In a small corpus their document
 * frequency is an accident, so idf() gives each the share of passages it has in English at large.
 */
export const commonWords = words(`
  able accept access according account act action active actual add addition address allow amount answer appear apply
  area ask available away back bad base based basic become begin believe best better big bring build business buy call
  capital care carry case cause center central century certain chance change check choose city class clear close come common
  community company complete condition consider contain continue control cost country course cover create current cut
  date day deal decide describe design detail develop development different difficult direct do document doing each early
  easy effect end enough even event example expect experience explain face fact fall family far feel few field final find
  first five follow following form four free full game general get give go good govern government great ground group
  grow hand happen hard head hear help here high hold home hour house human idea important include increase information
  interest issue job join keep kind know known land large last late later law lead learn leave left less letter level life light
  like limit line list little live local long look lose lot love low main major make man mark matter mean meet member
  mind minute moment money month move name nation national nature near necessary need new next night note number occur offer office old
  open operation order organization outside own page part particular pass past pay people percent person place plan play
  point policy political population position possible power present president price problem process produce program provide public purpose put
  question quick read ready real reason receive record refer relate remain report require rest result return right
  role room rule run same save say school second section see seem sell send serve service set several show side sign similar
  simple since single situation size small social sort specific stand start state stay step still stop story strong
  student study subject system take talk team tell term test thing think third three time today together total toward
  travel tree true try turn two type under understand unit until use useful usual value various view visit wait walk want war
  watch water way week well win white whole wide woman women men word work world write wrong year young
`)
