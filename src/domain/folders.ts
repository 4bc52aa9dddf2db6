// Names of folders that so many people have that they tell nothing of one of them, in lower case. Not which of them is
// right for whom: that is the catalogue.

export const STANDARD_FOLDERS: ReadonlySet<string> = new Set([
	"inbox",
	"sent",
	"sent items",
	"sent mail",
	"sent messages",
	"sent-1",
	"drafts",
	"templates",
	"archive",
	"archives",
	"trash",
	"junk",
	"spam",
	"[gmail]",
	"envoyés",
	"éléments envoyés",
	"messages envoyés",
	"objets envoyés",
	"brouillons",
	"modèles",
	"corbeille",
	"tous les messages",
	"all mail",
]);
