export type { MeshConnection } from './mesh-connection.ts';
export type { MeshPlatform } from './mesh-platform.ts';
export { createMeshProvider } from './mesh-provider.ts';
