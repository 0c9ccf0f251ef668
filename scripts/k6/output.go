package proofload

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/sirupsen/logrus"
	"go.k6.io/k6/v2/metrics"
	"go.k6.io/k6/v2/output"
	"go.opentelemetry.io/otel/exporters/otlp/otlpmetric/otlpmetrichttp"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/resource"
)

const (
	// settleTime after the end of a second, all its samples have arrived: k6 hands them on every 50 ms.
	settleTime = 200 * time.Millisecond
	// exportTimeout limits how long a receiver that is gone keeps k6 waiting at the end.
	exportTimeout = 5 * time.Second
)

// report is k6's output `--out proofload`. For each clock second it sends one OTLP export over HTTP: the samples taken in that second, as
// deltas with exponential histograms. The standard OTEL_ variables set the endpoint and the resource. k6's own OpenTelemetry output would
// assign samples to intervals of its own, by the time it gets them, and spend a microsecond per tag on every sample.
type report struct {
	logger   logrus.FieldLogger
	exporter exporter
	resource *resource.Resource
	mutex    sync.Mutex
	seconds  map[int64]*reportedSecond
	sent     int64 // the last second that was exported
	stop     chan struct{}
	stopped  chan struct{}
}

// exporter is that of OpenTelemetry, or of a test.
type exporter interface {
	Export(context.Context, *metricdata.ResourceMetrics) error
	Shutdown(context.Context) error
}

func newOutput(params output.Params) (output.Output, error) {
	return &report{
		logger: params.Logger, seconds: map[int64]*reportedSecond{},
		stop: make(chan struct{}), stopped: make(chan struct{}),
	}, nil
}

// Description is shown by `k6 run`.
func (r *report) Description() string { return "proofload (OTLP, each second)" }

// Start begins reporting.
func (r *report) Start() error {
	var err error
	if r.exporter, err = otlpmetrichttp.New(context.Background(),
		otlpmetrichttp.WithTemporalitySelector(metric.DeltaTemporalitySelector)); err != nil {
		return fmt.Errorf("metrics cannot be exported: %w", err)
	}
	r.resource = resource.Default()
	r.sent = time.Now().Unix() - 1
	go r.run()
	return nil
}

// AddMetricSamples adds each sample to the second in which it was taken.
func (r *report) AddMetricSamples(containers []metrics.SampleContainer) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	for _, container := range containers {
		switch container := container.(type) {
		case metrics.Sample:
			r.add(&container)
		case metrics.Samples:
			for i := range container {
				r.add(&container[i])
			}
		default:
			samples := container.GetSamples()
			for i := range samples {
				r.add(&samples[i])
			}
		}
	}
}

func (r *report) add(sample *metrics.Sample) {
	// A sample that arrives after its second was sent counts in the next.
	second := max(sample.Time.Unix(), r.sent+1)
	open, ok := r.seconds[second]
	if !ok {
		open = newReportedSecond()
		r.seconds[second] = open
	}
	open.add(sample)
}

func (r *report) run() {
	defer close(r.stopped)
	for {
		next := time.Unix(r.sent+2, 0).Add(settleTime)
		select {
		case <-time.After(time.Until(next)):
			r.export(r.sent + 1)
		case <-r.stop:
			return
		}
	}
}

// Stop sends the remaining seconds, until an export fails.
func (r *report) Stop() error {
	close(r.stop)
	<-r.stopped
	now := time.Now().Unix()
	for r.sent < now && r.export(r.sent+1) {
	}
	ctx, cancel := context.WithTimeout(context.Background(), exportTimeout)
	defer cancel()
	return r.exporter.Shutdown(ctx)
}

// export sends a finished second, unless it has no samples. It returns false if the export failed.
func (r *report) export(second int64) bool {
	r.mutex.Lock()
	open, ok := r.seconds[second]
	delete(r.seconds, second)
	r.sent = second
	r.mutex.Unlock()
	if !ok {
		return true
	}
	ctx, cancel := context.WithTimeout(context.Background(), exportTimeout)
	defer cancel()
	if err := r.exporter.Export(ctx, &metricdata.ResourceMetrics{
		Resource: r.resource, ScopeMetrics: []metricdata.ScopeMetrics{{Metrics: open.metrics(time.Unix(second, 0))}},
	}); err != nil {
		r.logger.WithError(err).Error("metrics of one second were not sent")
		return false
	}
	return true
}
