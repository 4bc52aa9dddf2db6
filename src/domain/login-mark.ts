// What a stored login is known by outside of privileged code: two texts that only compare, and tell nothing of it.

export interface LoginMark {
	/** Of the server, the way of logging in and the user name. */
	server: string;
	/** Of what is stored for them now: another one as soon as another password is stored. */
	login: string;
}
