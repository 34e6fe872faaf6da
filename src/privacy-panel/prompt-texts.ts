/** What the dialog says in one language. Plain words: what is kept, where, for how long, and that it can be taken back. */
export type PromptTexts = readonly [
  lang: string,
  title: string,
  about: string,
  notice: string,
  refuse: string,
  accept: string,
  save: string,
  close: string,
  personalisation: string,
  contextual: string,
  imports: string,
  measurement: string,
];

export const EN: PromptTexts = [
  'en',
  'May this shop remember what you like?',
  'It stays on this device, details for 30 days at most. You can take it back at any time; then it is deleted.',
  'Privacy notice',
  'Refuse all',
  'Accept all',
  'Save my choice',
  'Close',
  'Remember what I look at, search for and buy, and order the shelves by it',
  'Order the shelves by the page I am on; nothing is kept',
  'Also use what the shop already knows about me',
  'Count me in totals of all visitors, never alone',
];

export const DE: PromptTexts = [
  'de',
  'Darf sich dieser Shop merken, was Ihnen gefällt?',
  'Es bleibt auf diesem Gerät, Einzelheiten höchstens 30 Tage. Sie können es jederzeit widerrufen; dann wird es gelöscht.',
  'Datenschutzhinweise',
  'Alle ablehnen',
  'Alle annehmen',
  'Auswahl speichern',
  'Schließen',
  'Merken, was ich ansehe, suche und kaufe, und Regale danach ordnen',
  'Regale nach der gezeigten Seite ordnen; nichts wird gemerkt',
  'Auch nutzen, was der Shop schon von mir weiß',
  'Mich in Summen aller Besucher mitzählen, nie einzeln',
];

export const FR: PromptTexts = [
  'fr',
  'Cette boutique peut-elle retenir ce que vous aimez ?',
  'Tout reste sur cet appareil, les détails 30 jours au plus. Vous pouvez changer d’avis à tout moment ; tout est alors effacé.',
  'Confidentialité',
  'Tout refuser',
  'Tout accepter',
  'Enregistrer mon choix',
  'Fermer',
  'Retenir ce que je regarde, cherche et achète, pour ranger les rayons',
  'Ranger les rayons selon la page affichée ; rien n’est retenu',
  'Utiliser aussi ce que la boutique sait déjà de moi',
  'Me compter dans les totaux de tous les visiteurs, jamais seul',
];

export const ES: PromptTexts = [
  'es',
  '¿Puede esta tienda recordar lo que le gusta?',
  'Todo queda en este dispositivo, los detalles 30 días como máximo. Puede cambiar de opinión cuando quiera; entonces se borra.',
  'Aviso de privacidad',
  'Rechazar todo',
  'Aceptar todo',
  'Guardar mi elección',
  'Cerrar',
  'Recordar lo que miro, busco y compro, para ordenar los estantes',
  'Ordenar los estantes según la página que veo; no se guarda nada',
  'Usar también lo que la tienda ya sabe de mí',
  'Contarme en los totales de todos los visitantes, nunca solo',
];
