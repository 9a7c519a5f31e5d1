/** An error that a browser is told by its name. */
export const refusal = (name: string): Error => Object.assign(new Error(name), { name });
