// The page in a document with a doctor who waits for the test: what a person or a script does with it, and sees of it.
// A new doctor for each test; the page is taken away after it.

import { afterEach, beforeEach, vi } from "vitest";
import type { FixOutcome } from "../../src/doctor/doctor";
import type { Diagnosis } from "../../src/domain/diagnosis";
import { type Controller, createController } from "../../src/options/controller";
import { mount } from "../../src/options/mount";
import type { ManagedPolicy } from "../../src/policy/parse-policy";
import { builtInCatalogue } from "../../src/providers";
import { FakeDoctor } from "./fake-doctor";
import { type Language, sentencesIn } from "./messages";

export let doctor: FakeDoctor;
export let controller: Controller;
export let unmount: () => void;

/** Lets every promise that can settle settle. */
export const settle = () => new Promise<void>((resolve) => setTimeout(resolve, 0));

export function open(language: Language = "fr", wide = true, managed: ManagedPolicy = { kind: "none" }): void {
	const sentences = sentencesIn(language);
	controller = createController({ doctor, sentences, now: () => new Date(2026, 10, 20, 10, 0), managed });
	unmount = mount(document.body, { controller, sentences, catalogue: builtInCatalogue, managed, wide });
}

export const state = () => document.querySelector("main")?.dataset["state"];
export const all = (selector: string) => [...document.querySelectorAll<HTMLElement>(selector)];

export function one(selector: string): HTMLElement {
	const found = all(selector);
	if (found.length !== 1 || found[0] === undefined) throw new Error(`${found.length} elements for ${selector}`);
	return found[0];
}

export const button = (action: string) => one(`[data-action="${action}"]`);

/** As a person clicks: the button has the focus first. */
export function click(action: string): void {
	button(action).focus();
	button(action).click();
}

export async function check(diagnosis: Diagnosis): Promise<void> {
	click("check");
	doctor.pending("check").answer.resolve(diagnosis);
	await settle();
}

export async function repair(outcome: FixOutcome, after: Diagnosis): Promise<void> {
	doctor.pending("repair").answer.resolve(outcome);
	await settle();
	doctor.pending("recheck").answer.resolve(after);
	await settle();
}

beforeEach(() => {
	doctor = new FakeDoctor();
});

afterEach(() => {
	unmount();
	vi.restoreAllMocks();
});
