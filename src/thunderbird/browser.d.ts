// `webextension-polyfill` is the one import of `browser`; in Thunderbird it hands the native object through. Its own
// types do not know Thunderbird, so the module is declared as Thunderbird's, with what those types lack.

declare module "webextension-polyfill" {
	const thunderbird: typeof browser;
	export default thunderbird;
}
