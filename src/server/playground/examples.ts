/**
 * Texts to begin with, written for this page: no patient is behind them. They are in the language
 * of the models, whatever the page's is.
 */
export interface Example {
  /** A word or two for the button. */
  readonly name: string;
  readonly text: string;
}

export const fillExamples = [
  {
    name: 'Antecedentes',
    text: 'Mujer de 67 años con antecedentes de hipertensión ___ y diabetes mellitus, que acude a urgencias por dolor torácico.',
  },
  {
    name: 'Radiografía',
    text: 'Se realizó una radiografía de ___ en la que no se apreciaron alteraciones.',
  },
  {
    name: 'Exploración',
    text: 'A la exploración presentaba dolor ___ a la palpación en fosa ilíaca derecha, sin signos de irritación peritoneal.',
  },
  {
    name: 'Alta',
    text: 'El paciente fue dado de ___ con tratamiento antibiótico por vía oral durante siete días.',
  },
] as const satisfies readonly Example[];

export const clinicalExamples = [
  {
    name: 'Analítica',
    text: 'Varón de 58 años en tratamiento con metformina y enalapril. En la analítica destacaban glucosa de 182 mg/dl, creatinina de 1,4 mg/dl, colesterol LDL elevado y proteína C reactiva de 12 mg/l. Se inició insulina y se añadió atorvastatina.',
  },
  {
    name: 'Anatomía patológica',
    text: 'Se administró amoxicilina con ácido clavulánico y paracetamol. La inmunohistoquímica fue positiva para CD20 y BCL2, y negativa para citoqueratina.',
  },
  {
    name: 'Oncología',
    text: 'Recibió seis ciclos de cisplatino y etopósido. La alfafetoproteína descendió y la gonadotropina coriónica (βHCG) se normalizó.',
  },
] as const satisfies readonly Example[];

export const sentenceExamples = [
  'Paciente con fiebre y tos productiva de tres días.',
  'Enfermo con temperatura elevada y expectoración.',
  'Fractura de cadera tras una caída en su domicilio.',
  'Se intervino quirúrgicamente la fractura de fémur.',
  'Dolor torácico opresivo irradiado al brazo izquierdo.',
] as const;
