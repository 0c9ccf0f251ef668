package proofload

import (
	"sync"
	"time"

	"go.k6.io/k6/v2/lib"
	"go.k6.io/k6/v2/metrics"
)

// trends are the k6 metrics that a scenario reports, all in milliseconds. The count of startDelay is the number of attempted requests; the
// service and response times are tagged with the outcome.
type trends struct {
	registry                              *metrics.Registry
	startDelay, serviceTime, responseTime *metrics.Metric
	pageStartDelay, pageTime              *metrics.Metric
}

func newTrends(registry *metrics.Registry) *trends {
	trend := func(name string) *metrics.Metric { return registry.MustNewMetric(name, metrics.Trend, metrics.Time) }
	return &trends{
		registry:       registry,
		startDelay:     trend("start_delay"),
		serviceTime:    trend("service_time"),
		responseTime:   trend("response_time"),
		pageStartDelay: trend("page_start_delay"),
		pageTime:       trend("page_time"),
	}
}

// seriesOf caches the tag sets of a route or page, because few tags differ from one request to the next.
type seriesOf struct {
	trends *trends
	tags   map[string]string
	mutex  sync.RWMutex
	known  map[seriesKey]*metrics.TagSet
}

type seriesKey struct{ phase, page, outcome, served string }

func newSeries(trends *trends, tags map[string]string) *seriesOf {
	return &seriesOf{trends: trends, tags: tags, known: map[seriesKey]*metrics.TagSet{}}
}

// tagged returns the tags of a sample. Empty tags are left out.
func (s *seriesOf) tagged(key seriesKey, runTags map[string]string) *metrics.TagSet {
	s.mutex.RLock()
	set, ok := s.known[key]
	s.mutex.RUnlock()
	if ok {
		return set
	}
	set = s.trends.registry.RootTagSet().WithTagsFromMap(runTags)
	add := func(name, value string) {
		if value != "" {
			set = set.With(name, value)
		}
	}
	for name, value := range s.tags {
		add(name, value)
	}
	add("phase", key.phase)
	add("page", key.page)
	add("outcome", key.outcome)
	add("served", key.served)
	s.mutex.Lock()
	s.known[key] = set
	s.mutex.Unlock()
	return set
}

func sample(metric *metrics.Metric, tags *metrics.TagSet, at time.Time, value time.Duration) metrics.Sample {
	return metrics.Sample{
		TimeSeries: metrics.TimeSeries{Metric: metric, Tags: tags}, Time: at, Value: inMilliseconds(value),
	}
}

// started reports a request when it is sent, because one that is never answered was attempted too.
func (s *seriesOf) started(state *lib.State, key seriesKey, at time.Time, delay time.Duration) {
	state.Samples <- sample(s.trends.startDelay, s.tagged(key, state.Options.RunTags), at, delay)
}

// ended reports the service time and the response time of a request.
func (s *seriesOf) ended(state *lib.State, key seriesKey, at time.Time, service, response time.Duration) {
	tags := s.tagged(key, state.Options.RunTags)
	state.Samples <- metrics.Samples{
		sample(s.trends.serviceTime, tags, at, service),
		sample(s.trends.responseTime, tags, at, response),
	}
}
