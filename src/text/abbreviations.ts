/** Abbreviations of Spanish clinical texts, as they stand before their full stop, in small letters. */

/**
 * They go on with what follows, whatever it is: titles before names, and words that are always
 * followed by more of the same sentence.
 */
export const NEVER_LAST: ReadonlySet<string> = new Set(
  [
    'dr dra dres dras sr sra sres sras srta srtas dña prof profa lic ldo lda excmo ilmo fdo',
    'fco fca sto sta hosp serv avda ctra pza dpto depto dept',
    'fig figs ej aprox cf cfr vs vit ác ac sd síd enf p.ej v.gr',
  ].flatMap((line) => line.split(' ')),
);

/** Titles, which notes in capitals have too: `DR. GARCÍA`. Other words in capitals are acronyms. */
export const TITLES: ReadonlySet<string> = new Set('dr dra dres sr sra dña'.split(' '));

/**
 * They can end a sentence, but do not before a small letter or a number (`Hb. 12,3`, `500 mg. cada
 * 8 h.`), nor as the first word, where they are a label (`Tto. Paracetamol`). Single letters are
 * among them without being named.
 */
export const SELDOM_LAST: ReadonlySet<string> = new Set(
  [
    'etc núm num nº nro pág pág págs vol cap art arts tab tel tfno tlf ext ref spp sp',
    'mg gr grs kg mcg µg μg ng pg ml dl cl cc ul µl μl mmol meq ui mui mmhg cm mm km',
    'hs hr hrs min seg sem lpm rpm gts amp comp comps cáps caps sobr máx mín',
    'hb hto htco hcto leuc leucos plaq neutr linf cr creat gluc bil temp sat',
    'tto ttos dx dg diag ant antec exp expl rx tx sx hx adm admón rev obs pcte pte pac evol',
    'ing urg izq izda izdo dcha dcho der sup inf post lat prox dist fx resp card abd neurol',
  ].flatMap((line) => line.split(' ')),
);

/**
 * Words with a capital that begin sentences and are no surnames: after a single letter they tell
 * `hepatitis C. Se pautó` from `J. Pérez`.
 */
export const FIRST_WORDS: ReadonlySet<string> = new Set(
  [
    'a al ante con de del desde dado dada durante el ella en entre es esta este esto fue ha hay la las',
    'lo los no para pero por posteriormente presenta presentaba presentó paciente refiere se sin',
    'sobre su sus también tras tratamiento un una y ya actualmente además finalmente ingresa',
    'ingresó acude niega realizamos realiza inicia ambos dicho dicha antecedentes exploración',
  ].flatMap((line) => line.split(' ')),
);

/** Small words that no line ends a sentence with: the sentence goes on in the next line. */
export const LEADS_ON: ReadonlySet<string> = new Set(
  [
    'a al ante con de del desde e el en entre hacia hasta la las los ni o para pero por que se según',
    'sin sobre su sus tras u un una unos unas y',
  ].flatMap((line) => line.split(' ')),
);
