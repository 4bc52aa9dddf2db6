// Thunderbird's notifications, written down for a test in place of being shown.

import type { Thunderbird } from "../driver/thunderbird";

/** Notifications are written down in place of being shown, in the window's `alerts`. */
export function replaceAlerts(thunderbird: Thunderbird): Promise<void> {
	return thunderbird.chrome(({ window, Services, Ci, ChromeUtils }) => {
		const alerts: { title: string; text: string; listener: unknown; name: string }[] = [];
		window.alerts = alerts;
		const service = {
			QueryInterface: ChromeUtils.generateQI(["nsIAlertsService"]),
			showAlert: (alert: { title: string; text: string; name: string }, listener: unknown) =>
				alerts.push({ title: alert.title, text: alert.text, name: alert.name, listener }),
			showAlertNotification: (...[, title, text, , name, listener]: string[]) =>
				alerts.push({ title: title ?? "", text: text ?? "", name: name ?? "", listener }),
			closeAlert: () => {},
		};
		const registrar = window.Components.manager.QueryInterface(Ci.nsIComponentRegistrar);
		registrar.registerFactory(
			window.Components.ID(Services.uuid.generateUUID().toString()),
			"Alerts of a test",
			"@mozilla.org/alerts-service;1",
			{
				createInstance: (iid: unknown) => service.QueryInterface(iid),
				QueryInterface: ChromeUtils.generateQI(["nsIFactory"]),
			},
		);
	});
}

export const alerts = (thunderbird: Thunderbird): Promise<string[]> =>
	thunderbird.chrome(({ window }) => window.alerts.map(({ text }: { text: string }) => text) as string[]);
