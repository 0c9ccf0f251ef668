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
	// settleTime after the end of a second its samples have come: k6 hands them on every 50 ms.
	settleTime = 200 * time.Millisecond
	// exportTimeout: a receiver that is gone keeps k6 waiting at its end no longer.
	exportTimeout = 5 * time.Second
)

// report is k6's output `--out proofload`: each second of the clock one OTLP export, over HTTP, of the samples that were taken in it, as deltas
// with exponential histograms. Standard OTEL_ variables say where to and for whom. k6's own OpenTelemetry output files samples by when they are
// handed on, on a clock of its own, and every sample costs it a microsecond for each tag.
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

// exporter is OpenTelemetry's, or a test's.
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

// Start begins to report.
func (r *report) Start() error {
	var err error
	if r.exporter, err = otlpmetrichttp.New(context.Background(),
		otlpmetrichttp.WithTemporalitySelector(metric.DeltaTemporalitySelector)); err != nil {
		return fmt.Errorf("no figures can be sent: %w", err)
	}
	r.resource = resource.Default()
	r.sent = time.Now().Unix() - 1
	go r.run()
	return nil
}

// AddMetricSamples files each sample under the second in which it was taken.
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
	// One that comes after its second was sent counts in the next.
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

// Stop sends what is left, as long as somebody takes it.
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

// export sends a second that is over, unless nothing was taken in it. False: nobody took it.
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
		r.logger.WithError(err).Error("figures of one second were not sent")
		return false
	}
	return true
}
