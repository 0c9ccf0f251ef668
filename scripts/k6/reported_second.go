package proofload

import (
	"time"

	"go.k6.io/k6/v2/metrics"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
)

// reportedSecond aggregates the samples of one second.
type reportedSecond struct {
	trends   map[metrics.TimeSeries]*histogram
	counters map[metrics.TimeSeries]float64
	gauges   map[metrics.TimeSeries]float64
}

func newReportedSecond() *reportedSecond {
	return &reportedSecond{
		trends:   map[metrics.TimeSeries]*histogram{},
		counters: map[metrics.TimeSeries]float64{},
		gauges:   map[metrics.TimeSeries]float64{},
	}
}

// timeOfIteration is k6's own trend of iterations. It mixes requests with think times, so it is meaningless here.
const timeOfIteration = "iteration_duration"

// add counts a sample. k6's rates are left out; the extension itself reports none.
func (r *reportedSecond) add(sample *metrics.Sample) {
	switch sample.Metric.Type {
	case metrics.Trend:
		if sample.Metric.Name == timeOfIteration {
			return
		}
		trend, ok := r.trends[sample.TimeSeries]
		if !ok {
			trend = newHistogram()
			r.trends[sample.TimeSeries] = trend
		}
		trend.add(sample.Value)
	case metrics.Counter:
		r.counters[sample.TimeSeries] += sample.Value
	case metrics.Gauge:
		r.gauges[sample.TimeSeries] = sample.Value
	}
}

// metrics is the second in the form that is exported.
func (r *reportedSecond) metrics(start time.Time) []metricdata.Metrics {
	end := start.Add(time.Second)
	histograms := map[string][]metricdata.ExponentialHistogramDataPoint[float64]{}
	for series, trend := range r.trends {
		point := trend.point()
		point.Attributes, point.StartTime, point.Time = attributesOf(series.Tags), start, end
		histograms[series.Metric.Name] = append(histograms[series.Metric.Name], point)
	}
	numbers := func(values map[metrics.TimeSeries]float64) map[string][]metricdata.DataPoint[float64] {
		points := map[string][]metricdata.DataPoint[float64]{}
		for series, value := range values {
			points[series.Metric.Name] = append(points[series.Metric.Name], metricdata.DataPoint[float64]{
				Attributes: attributesOf(series.Tags), StartTime: start, Time: end, Value: value,
			})
		}
		return points
	}
	var all []metricdata.Metrics
	for _, name := range sortedKeys(histograms) {
		all = append(all, metricdata.Metrics{Name: name, Unit: "ms", Data: metricdata.ExponentialHistogram[float64]{
			Temporality: metricdata.DeltaTemporality, DataPoints: histograms[name],
		}})
	}
	counters := numbers(r.counters)
	for _, name := range sortedKeys(counters) {
		all = append(all, metricdata.Metrics{Name: name, Data: metricdata.Sum[float64]{
			Temporality: metricdata.DeltaTemporality, IsMonotonic: true, DataPoints: counters[name],
		}})
	}
	gauges := numbers(r.gauges)
	for _, name := range sortedKeys(gauges) {
		all = append(all, metricdata.Metrics{Name: name, Data: metricdata.Gauge[float64]{DataPoints: gauges[name]}})
	}
	return all
}

func attributesOf(tags *metrics.TagSet) attribute.Set {
	pairs := make([]attribute.KeyValue, 0, 6)
	for name, value := range tags.Map() {
		pairs = append(pairs, attribute.String(name, value))
	}
	return attribute.NewSet(pairs...)
}
