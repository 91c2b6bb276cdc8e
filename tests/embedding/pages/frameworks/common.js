export const rows = (count) => Array.from({ length: count }, (_, at) => ({ id: `k${at}`, name: `app-${at}`, calls: at * 2 }));
