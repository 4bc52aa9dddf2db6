// M35: the provider has address books, and none of them is in Thunderbird. For now it is only said.

import { davMissingRule } from "./dav-missing";

export const addressBookMissing = davMissingRule("address-book-missing", "carddav");
