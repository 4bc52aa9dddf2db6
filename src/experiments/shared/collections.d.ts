// The shapes of Thunderbird's calendars and address books that the experiments use. All else is in privileged.d.ts.

declare global {
	interface NsIAbDirectory {
		readonly dirName: string;
		readonly dirPrefId: string;
		readonly dirType: number;
		readonly UID: string;
		readonly URI: string;
		readonly fileName: string;
		readonly readOnly: boolean;
		readonly childCards: readonly { getProperty(name: string, fallback: string): string }[];
		getStringValue(name: string, fallback: string): string;
		setStringValue(name: string, value: string): void;
		setIntValue(name: string, value: number): void;
		setBoolValue(name: string, value: boolean): void;
	}

	interface CardDAVDirectoryModule {
		CardDAVDirectory: {
			forFile(name: string):
				| {
						fetchAllFromServer(): Promise<void>;
						readonly _uidsToSync?: ReadonlySet<string>;
						readonly _hrefsToRemove?: ReadonlySet<string>;
						_oAuth?: unknown;
				  }
				| undefined;
		};
	}

	interface CalICalendar {
		id: string;
		name: string;
		readonly type: string;
		readonly uri: { readonly spec: string };
		readonly readOnly: boolean;
		getProperty(name: string): unknown;
		setProperty(name: string, value: unknown): void;
		deleteProperty(name: string): void;
		addObserver(observer: object): void;
		removeObserver(observer: object): void;
		/** Of one that is kept on this computer: the copy. */
		readonly wrappedJSObject?: {
			readonly mCachedCalendar?: {
				getItemsAsArray(filter: number, count: number, start: null, end: null): Promise<unknown[]>;
			} | null;
		};
	}

	interface CalendarModule {
		cal: {
			manager: {
				getCalendars(): CalICalendar[];
				getCalendarById(id: string): CalICalendar | null;
				createCalendar(type: string, uri: NsIURI): CalICalendar | null;
				registerCalendar(calendar: CalICalendar): void;
				unregisterCalendar(calendar: CalICalendar): void;
				readonly wrappedJSObject: { updateCalendarRegistration(calendars: CalICalendar[]): void };
			};
			view: { getCompositeCalendar(window: object): { defaultCalendar: CalICalendar | null } };
		};
	}
}

export {};
