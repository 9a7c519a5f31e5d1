/** Stands in the audit trail for what concerns no tenant; no tenant can be called that. */
export const serverTenant = ':server';
