// M35: the provider has address books, and none of them is in Thunderbird: they may be looked for and added.

import { davMissingRule } from "./dav-missing";

export const addressBookMissing = davMissingRule("address-book-missing", "carddav");
