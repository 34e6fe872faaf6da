export const CLUSTER_METHODS = ['kmeans', 'hdbscan'] as const;
export type ClusterMethod = (typeof CLUSTER_METHODS)[number];
