pref("general.config.filename", "preseeded-account.cfg");
pref("general.config.obscure_value", 0);
