// English forms that Porter leaves apart from their base ("paid" and "pay"), where a question often holds one and the
// document the other. Ambiguous ones (left, saw, lay, rose) stay out.

const families = `
  pay paid|write wrote written|begin began begun|hold held|build built|send sent|spend spent|keep kept|lose lost
  meet met|sell sold|buy bought|bring brought|teach taught|think thought|catch caught|fight fought|seek sought
  find found|win won|run ran|come came|give gave given|choose chose chosen|break broke broken|speak spoke spoken
  steal stole stolen|drive drove driven|grow grew grown|know knew known|throw threw thrown|draw drew drawn
  fly flew flown|lead led|feed fed|die died dead death deaths|fall fell fallen|feel felt|tell told|say said|man men
  woman women|child children|foot feet|mouse mice|tooth teeth|criterion criteria|analysis analyses|index indices
  matrix matrices|understand understood|stand stood|eat ate eaten|forget forgot forgotten|hide hidden|wear wore worn
  long longer longest|large larger largest|high higher highest|big bigger biggest|old older oldest
  early earlier earliest|small smaller smallest|become became|rise risen|shake shook shaken|swim swam|sing sang sung
  leave leaving|reimburse reimbursement reimbursements|deny denial denies denied|approve approval approvals
  weight weigh weighs weighed weighing|contain contains contents`

/** Irregular form → base form, both in lower case. */
export const irregular: ReadonlyMap<string, string> = new Map(
  families
    .split(/[|\n]/)
    .map((family) => family.trim().split(/\s+/))
    .flatMap(([base = '', ...forms]) => forms.map((form) => [form, base] as const)),
)
