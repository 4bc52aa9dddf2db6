// Thunderbird's numbers for security and authentication, both ways.

import { describe, expect, it } from "vitest";
import { AUTHS, SECURITIES } from "../../../src/domain/vocabulary";
import {
	authMethodOf,
	authOf,
	effectiveSmtpPort,
	securityOf,
	socketTypeOf,
} from "../../../src/experiments/shared/values";

describe("Thunderbird's numbers", () => {
	it.each([
		[0, "none"],
		[1, "none"],
		[2, "starttls"],
		[3, "tls"],
	])("socket type %i is %s", (socketType, security) => {
		expect(securityOf(socketType)).toBe(security);
	});

	it.each([
		[1, "none"],
		[2, "password"],
		[3, "password"],
		[4, "encrypted"],
		[5, "kerberos"],
		[6, "ntlm"],
		[7, "certificate"],
		[8, "encrypted"],
		[9, "password"],
		[10, "oauth2"],
	])("authentication method %i is %s", (method, auth) => {
		expect(authOf(method)).toBe(auth);
	});

	it("are taken the cautious way when nobody knows them", () => {
		expect(securityOf(99)).toBe("none");
		expect(authOf(99)).toBe("password");
	});

	it.each(SECURITIES)("%s comes back from its socket type", (security) => {
		expect(securityOf(socketTypeOf(security))).toBe(security);
	});

	it.each(AUTHS)("%s comes back from its method", (auth) => {
		expect(authOf(authMethodOf(auth))).toBe(auth);
	});

	it("give an outgoing server without a port the default of its security", () => {
		expect(effectiveSmtpPort(0, "tls")).toBe(465);
		expect(effectiveSmtpPort(0, "starttls")).toBe(587);
		expect(effectiveSmtpPort(-1, "none")).toBe(587);
		expect(effectiveSmtpPort(2525, "tls")).toBe(2525);
	});
});
