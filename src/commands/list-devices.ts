/** What computes, as far as people are told. */
export type ListedDevice =
  | { readonly kind: 'cpu'; readonly threads: number | null }
  | { readonly kind: 'cuda'; readonly index: number | null };

/** `2 threads on cpu, cuda:0`; `4 × 2 threads on cpu` for four engines that are alike. */
export function listDevices(devices: readonly ListedDevice[]): string {
  const names = devices.map((device) =>
    device.kind === 'cpu'
      ? `${device.threads} thread${device.threads === 1 ? '' : 's'} on cpu`
      : `cuda:${device.index}`,
  );
  return [...new Set(names)]
    .map((name) => {
      const count = names.filter((other) => other === name).length;
      return count === 1 ? name : `${count} × ${name}`;
    })
    .join(', ');
}
