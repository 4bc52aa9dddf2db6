// The few shapes of Gecko's web requests that channel.ts uses, beside those of ../privileged.d.ts.

declare global {
	interface NsIHttpChannel {
		readonly URI: { readonly spec: string };
		loadFlags: number;
		requestMethod: string;
		/** The channel itself: its notifications are asked for through `getInterface`. */
		notificationCallbacks: object;
		readonly securityInfo: NsITransportSecurityInfo | null;
		/** Throws where no answer came. */
		readonly responseStatus: number;
		allowAltSvc: boolean;
		/** nsIProxiedChannel */
		readonly proxyInfo: NsIProxyInfo | null;
		QueryInterface(iface: unknown): NsIHttpChannel;
		setRequestHeader(name: string, value: string, merge: boolean): void;
		/** Throws where there is none. */
		getResponseHeader(name: string): string;
		/** nsIUploadChannel; makes a PUT of it. */
		setUploadStream(stream: NsIStringInputStream, type: string, length: number): void;
		/** nsIPrivateBrowsingChannel */
		setPrivate(isPrivate: boolean): void;
		asyncOpen(listener: object): void;
		cancel(status: number): void;
	}

	interface NsIStringInputStream {
		setByteStringData(bytes: string): void;
	}

	/** Why a redirect is offered to `asyncOnChannelRedirect`. */
	interface NsIRedirectCallback {
		onRedirectVerifyCallback(status: number): void;
	}
}

export {};
