/** Clinical Spanish written for the tests: no sentence is about anybody. */
export const sentences = [
  'Mujer de 58 años, fumadora, que acude por disnea de esfuerzo de tres semanas de evolución.',
  'Entre sus antecedentes destacan hipertensión arterial, dislipemia y una apendicectomía a los 14 años.',
  'Tensión arterial 135/85 mmHg, frecuencia cardíaca 96 lpm, saturación basal del 91 %.',
  'A la auscultación se oyen crepitantes bibasales, sin soplos ni roces.',
  'El abdomen es blando y depresible; no se palpan masas ni visceromegalias.',
  'Analítica: hemoglobina 10,2 g/dl, leucocitos 12.400/mm³, proteína C reactiva 48 mg/l.',
  '¿Toma anticoagulantes? Refiere acenocumarol desde 2019 por fibrilación auricular.',
  'La tomografía computarizada (TC) torácica descarta un tromboembolismo pulmonar.',
  'Se pauta furosemida 20 mg/12 h por vía intravenosa y oxigenoterapia a 2 l/min.',
  'Alérgica a la penicilina: presentó un exantema maculopapuloso «en la infancia».',
  'El electrocardiograma muestra un bloqueo completo de rama izquierda, ya conocido.',
  'Niño de 7 meses con fiebre de 39,4 ºC, tos perruna y estridor inspiratorio.',
  'Se realiza una colecistectomía laparoscópica sin incidencias; drenaje retirado a las 48 horas.',
  'Diagnóstico principal: insuficiencia cardíaca descompensada (FEVI 35 %), NYHA III–IV.',
  'Al alta camina sola, come bien y no tiene dolor 🙂; revisión en consultas dentro de un mes.',
];

export const words = sentences.flatMap((sentence) => sentence.split(' '));
