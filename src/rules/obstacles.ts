// Why something could not be checked, from the words of an examination to those of a diagnosis.

import type { UncheckedReason } from "../domain/diagnosis";
import type { CheckObstacle } from "../domain/observation";

export const CHECK_OBSTACLES: Readonly<Record<CheckObstacle, UncheckedReason>> = {
	proxy: "proxy",
	offline: "no-time",
	cancelled: "no-time",
	"no-time": "no-time",
	"internal-error": "internal-error",
};
