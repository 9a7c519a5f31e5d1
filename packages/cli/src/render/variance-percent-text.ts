/** A variance as a part of what we counted. */
export const variancePercentText = (percent: number | undefined): string =>
  percent === undefined ? 'nothing of ours to compare with' : `${percent} %`;
