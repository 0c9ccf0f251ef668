package proofload

import (
	"context"
	"errors"
	"math"
	"testing"
	"time"

	"github.com/sirupsen/logrus"
	"go.k6.io/k6/v2/metrics"
	"go.k6.io/k6/v2/output"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
)

// At scale 0 the bounds are powers of two. Every bucket excludes its lower bound and includes its upper bound.
func TestBucketsAreOpenTelemetrys(t *testing.T) {
	for _, each := range []struct {
		value float64
		scale int32
		index int32
	}{
		{1, 0, -1}, {1.5, 0, 0}, {2, 0, 0}, {2.1, 0, 1}, {4, 0, 1}, {0.5, 0, -2},
		{1.4, 1, 0}, {1.5, 1, 1}, {2, 1, 1}, {8, 4, 47}, {8.1, 4, 48}, {1024, -1, 4}, {1025, -1, 5},
	} {
		if got := bucketIndex(each.value, each.scale); got != each.index {
			t.Errorf("%v at scale %d: got %d, wanted %d", each.value, each.scale, got, each.index)
		}
	}
}

func TestHistogramKeepsEveryValueWithinItsBucket(t *testing.T) {
	h := newHistogram()
	stream := newRandomStream(1, 1)
	values := []float64{0, -1, 1000, 1.01}
	for range 10_000 {
		values = append(values, 1.01*math.Exp2(stream.next()*9.9))
	}
	for _, value := range values {
		h.add(value)
	}
	equal(t, "count", h.count, uint64(len(values)))
	equal(t, "zeros", h.zeroCount, 2)
	equal(t, "scale of a ratio of a thousand", h.scale, 4)
	equal(t, "ends", [2]float64{h.min, h.max}, [2]float64{0, 1000})
	total := h.zeroCount
	for i, count := range h.counts {
		total += count
		low, high := math.Exp2(float64(h.offset+int32(i))/16), math.Exp2(float64(h.offset+int32(i)+1)/16)
		inBucket := uint64(0)
		for _, value := range values {
			if value > low && value <= high {
				inBucket++
			}
		}
		equal(t, "bucket", count, inBucket)
	}
	equal(t, "total", total, h.count)
}

// receiver accepts exports unless it is gone.
type receiver struct {
	seconds []int64
	isGone  bool
}

func (r *receiver) Shutdown(context.Context) error { return nil }
func (r *receiver) Export(_ context.Context, exported *metricdata.ResourceMetrics) error {
	data := exported.ScopeMetrics[0].Metrics[0].Data.(metricdata.ExponentialHistogram[float64])
	r.seconds = append(r.seconds, data.DataPoints[0].StartTime.Unix())
	if r.isGone {
		return errors.New("gone")
	}
	return nil
}

func TestSendsWhatIsLeftWhileSomebodyTakesIt(t *testing.T) {
	trends := newTrends(metrics.NewRegistry())
	for isGone, wanted := range map[bool]int{false: 3, true: 1} {
		made, _ := newOutput(output.Params{Logger: logrus.New()})
		r, to := made.(*report), &receiver{isGone: isGone}
		now := time.Now()
		r.exporter, r.sent = to, now.Unix()-3
		close(r.stopped)
		for ago := range 3 {
			at := now.Add(-time.Duration(ago) * time.Second)
			r.AddMetricSamples([]metrics.SampleContainer{sample(trends.startDelay, trends.registry.RootTagSet(), at, 0)})
		}
		must(t, r.Stop())
		equal(t, "exports", len(to.seconds), wanted)
		equal(t, "first", to.seconds[0], now.Unix()-2)
	}
}

func TestFilesSamplesUnderTheSecondOfTheirOwn(t *testing.T) {
	registry := metrics.NewRegistry()
	trends := newTrends(registry)
	dropped := registry.MustNewMetric("dropped_iterations", metrics.Counter)
	vus := registry.MustNewMetric("vus", metrics.Gauge)
	iteration := registry.MustNewMetric(timeOfIteration, metrics.Trend, metrics.Time)
	tags := registry.RootTagSet().With("name", "a")
	at := func(ms int64) time.Time { return time.UnixMilli(1_000_000 + ms) }
	made, _ := newOutput(output.Params{})
	r := made.(*report)
	r.sent = 999
	counter := func(ms int64, value float64) metrics.Sample {
		return metrics.Sample{TimeSeries: metrics.TimeSeries{Metric: dropped, Tags: tags}, Time: at(ms), Value: value}
	}
	gauge := metrics.Sample{TimeSeries: metrics.TimeSeries{Metric: vus, Tags: tags}, Time: at(10), Value: 7}
	r.AddMetricSamples([]metrics.SampleContainer{
		sample(trends.startDelay, tags, at(0), time.Millisecond),
		metrics.Samples{sample(trends.startDelay, tags, at(999), 3*time.Millisecond), sample(iteration, tags, at(1), time.Second)},
		metrics.ConnectedSamples{Samples: []metrics.Sample{counter(1, 2), counter(2, 3), gauge}},
		sample(trends.startDelay, tags, at(1_000), 5*time.Millisecond),
		sample(trends.startDelay, tags, at(-5), 9*time.Millisecond), // late: counts in the earliest second that is still open
	})
	first := r.seconds[1000].metrics(time.Unix(1000, 0))
	names := ""
	for _, each := range first {
		names += each.Name + " "
	}
	equal(t, "metrics", names, "start_delay dropped_iterations vus ")
	histogram := first[0].Data.(metricdata.ExponentialHistogram[float64])
	equal(t, "delta", histogram.Temporality, metricdata.DeltaTemporality)
	point := histogram.DataPoints[0]
	equal(t, "count", point.Count, 3)
	equal(t, "sum", point.Sum, 13)
	equal(t, "second", point.Time.Sub(point.StartTime), time.Second)
	equal(t, "start", point.StartTime.Unix(), 1000)
	equal(t, "dropped", first[1].Data.(metricdata.Sum[float64]).DataPoints[0].Value, 5)
	equal(t, "vus", first[2].Data.(metricdata.Gauge[float64]).DataPoints[0].Value, 7)
	equal(t, "next second", r.seconds[1001].metrics(time.Unix(1001, 0))[0].Data.(metricdata.ExponentialHistogram[float64]).DataPoints[0].Count, 1)
}
