package proofload

import (
	"math"

	"go.opentelemetry.io/otel/sdk/metric/metricdata"
)

// OpenTelemetry's defaults: at scale 4, 160 buckets cover a ratio of 1 : 1,024 between the smallest and the largest value.
const (
	finestScale = 20
	mostBuckets = 160
)

// histogram is a base-2 exponential histogram as defined by OpenTelemetry: bucket i holds the values in (base^i, base^(i+1)], base =
// 2^(2^-scale). It begins with the finest scale and merges pairs of buckets whenever its values need more than mostBuckets.
type histogram struct {
	scale     int32
	offset    int32 // index of the bucket of counts[0]
	counts    []uint64
	zeroCount uint64
	count     uint64
	sum       float64
	min, max  float64
}

func newHistogram() *histogram {
	return &histogram{scale: finestScale, min: math.Inf(1), max: math.Inf(-1)}
}

// add counts a value; a negative value counts as zero.
func (h *histogram) add(value float64) {
	value = max(0, value)
	h.count++
	h.sum += value
	h.min, h.max = min(h.min, value), max(h.max, value)
	if value == 0 {
		h.zeroCount++
		return
	}
	index := bucketIndex(value, h.scale)
	if len(h.counts) == 0 {
		h.offset, h.counts = index, append(h.counts, 1)
		return
	}
	for {
		low, high := min(index, h.offset), max(index, h.offset+int32(len(h.counts))-1)
		if high-low < mostBuckets {
			break
		}
		h.coarsen()
		index >>= 1
	}
	h.cover(index)
	h.counts[index-h.offset]++
}

// cover extends counts to include a bucket.
func (h *histogram) cover(index int32) {
	if missing := h.offset - index; missing > 0 {
		grown := make([]uint64, int(missing)+len(h.counts), max(mostBuckets, int(missing)+len(h.counts)))
		copy(grown[missing:], h.counts)
		h.offset, h.counts = index, grown
	}
	for int(index-h.offset) >= len(h.counts) {
		h.counts = append(h.counts, 0)
	}
}

// coarsen merges pairs of buckets.
func (h *histogram) coarsen() {
	first := h.offset >> 1
	joined := make([]uint64, 0, mostBuckets)
	for i, count := range h.counts {
		at := int((h.offset+int32(i))>>1 - first)
		if at == len(joined) {
			joined = append(joined, 0)
		}
		joined[at] += count
	}
	h.scale--
	h.offset, h.counts = first, joined
}

// bucketIndex is exact. The logarithm alone can be off by a rounding error right at a bound.
func bucketIndex(value float64, scale int32) int32 {
	index := math.Ceil(math.Log2(value)*math.Ldexp(1, int(scale))) - 1
	bound := func(index float64) float64 { return math.Exp2(math.Ldexp(index, -int(scale))) }
	if value > bound(index+1) {
		index++
	} else if value <= bound(index) {
		index--
	}
	return int32(index)
}

// point is the histogram as a data point to export.
func (h *histogram) point() metricdata.ExponentialHistogramDataPoint[float64] {
	return metricdata.ExponentialHistogramDataPoint[float64]{
		Count: h.count, Sum: h.sum, Min: metricdata.NewExtrema(h.min), Max: metricdata.NewExtrema(h.max),
		Scale: h.scale, ZeroCount: h.zeroCount,
		PositiveBucket: metricdata.ExponentialBucket{Offset: h.offset, Counts: h.counts},
	}
}
