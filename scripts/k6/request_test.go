package proofload

import (
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
)

func TestFillsInWhatVaries(t *testing.T) {
	user := userOf(t, `{ id: 'a b/c', token: 't', n: 7, yes: true, data: { deep: ['x"', 1] } }`)
	route := compiledRoute(t, `{
		"method": "PUT", "path": "/things/{id}?q={id}&fixed=1", "token": "{token}", "headers": { "x-n": "n={n}" },
		"body": { "json": { "id": "{id}", "n": "{n}", "yes": "{yes}", "data": "{data}", "text": "\"{id}\" {{", "list": [1, null, "{n}"] } }
	}`, nil)
	request, err := route.request(urlFrom(t, "http://system:8080/base"), user)
	must(t, err)
	equal(t, "URL", request.URL.String(), "http://system:8080/base/things/a%20b%2Fc?q=a+b%2Fc&fixed=1")
	equal(t, "token", request.Header.Get("Authorization"), "Bearer t")
	equal(t, "header", request.Header.Get("X-N"), "n=7")
	equal(t, "user agent", request.Header.Get("User-Agent"), "proofload")
	equal(t, "content type", request.Header.Get("Content-Type"), "application/json")
	body, err := io.ReadAll(request.Body)
	must(t, err)
	wanted := `{"data":{"deep":["x\"",1]},"id":"a b/c","list":[1,null,7],"n":7,"text":"\"a b/c\" {","yes":true}`
	equal(t, "body", string(body), wanted)
	equal(t, "length", request.ContentLength, int64(len(wanted)))
}

func TestTakesAnAbsoluteURLAsItIs(t *testing.T) {
	signed := "https://store.test/a%2Fb?sig=x%2By"
	user := userOf(t, `{ url: '`+signed+`', bad: 'nowhere', file: 'file:///etc/hosts' }`)
	request, err := compiledRoute(t, `{"path":"{url}"}`, nil).request(urlFrom(t, "http://system"), user)
	must(t, err)
	equal(t, "URL", request.URL.String(), signed)
	for _, path := range []string{"{bad}", "{file}"} {
		_, err := compiledRoute(t, `{"path":"`+path+`"}`, nil).request(urlFrom(t, "http://system"), user)
		equal(t, path, outcomeOfError(err), "generator-refused")
	}
}

func TestMissesNoValueInSilence(t *testing.T) {
	_, err := compiledRoute(t, `{"path":"/{id}"}`, nil).request(urlFrom(t, "http://system"), userOf(t, `{}`))
	if err == nil || !strings.Contains(err.Error(), "{id}") {
		t.Errorf("got %v", err)
	}
}

func TestFillsInForms(t *testing.T) {
	route := compiledRoute(t, `{"method":"POST","path":"/","body":{"form":{"a b":"{id}","c":"d&e"}}}`, nil)
	request, err := route.request(urlFrom(t, "http://system"), userOf(t, `{ id: 'x y' }`))
	must(t, err)
	must(t, request.ParseForm())
	equal(t, "value", request.PostForm.Get("a b"), "x y")
	equal(t, "constant", request.PostForm.Get("c"), "d&e")
}

func TestFillsInTexts(t *testing.T) {
	for spec, contentType := range map[string]string{
		`{"text":"<id>{id}</id>","contentType":"application/xml"}`: "application/xml",
		`{"text":"<id>{id}</id>"}`:                                 "text/plain; charset=utf-8",
	} {
		route := compiledRoute(t, `{"method":"POST","path":"/","body":`+spec+`}`, nil)
		request, err := route.request(urlFrom(t, "http://system"), userOf(t, `{ id: 7 }`))
		must(t, err)
		body, err := io.ReadAll(request.Body)
		must(t, err)
		equal(t, "body", string(body), "<id>7</id>")
		equal(t, "content type", request.Header.Get("Content-Type"), contentType)
	}
}

func TestSendsFilesInPartsWithoutACopy(t *testing.T) {
	photo, err := newFile(fileSpec{SizeBytes: 100_000, Seed: 1})
	must(t, err)
	route := compiledRoute(t, `{"method":"POST","path":"/","body":{"multipart":[
		{"name":"title","value":"of {id}"}, {"name":"photo","file":"photo","fileName":"p.jpg","contentType":"image/jpeg"}]}}`,
		map[string]*file{"photo": photo})
	filled, err := route.body.fill(userOf(t, `{ id: 'a' }`))
	must(t, err)
	isShared := false
	for _, slice := range filled.slices {
		isShared = isShared || &slice[0] == &photo.content[0]
	}
	equal(t, "one copy for all", isShared, true)

	request, err := route.request(urlFrom(t, "http://system"), userOf(t, `{ id: 'a' }`))
	must(t, err)
	_, parameters, err := mime.ParseMediaType(request.Header.Get("Content-Type"))
	must(t, err)
	form, err := multipart.NewReader(request.Body, parameters["boundary"]).ReadForm(1 << 20)
	must(t, err)
	equal(t, "value", form.Value["title"][0], "of a")
	part := form.File["photo"][0]
	equal(t, "file name", part.Filename, "p.jpg")
	equal(t, "type", part.Header.Get("Content-Type"), "image/jpeg")
	content, err := part.Open()
	must(t, err)
	uploaded, err := io.ReadAll(content)
	must(t, err)
	equal(t, "content", string(uploaded) == string(photo.content), true)
	again, err := request.GetBody()
	must(t, err)
	sent, err := io.ReadAll(again)
	must(t, err)
	equal(t, "length", request.ContentLength, int64(len(sent)))
}

func TestSendsAPartOfAFile(t *testing.T) {
	video, err := newFile(fileSpec{SizeBytes: 100, Seed: 1})
	must(t, err)
	for spec, wanted := range map[string][]byte{
		`{"file":"video","to":60}`:             video.content[:60],
		`{"file":"video","from":60}`:           video.content[60:],
		`{"file":"video","from":20,"to":30}`:   video.content[20:30],
		`{"file":"video","contentType":"a/b"}`: video.content,
	} {
		route := compiledRoute(t, `{"method":"PUT","path":"/","body":`+spec+`}`, map[string]*file{"video": video})
		request, err := route.request(urlFrom(t, "http://system"), userOf(t, `{}`))
		must(t, err)
		sent, err := io.ReadAll(request.Body)
		must(t, err)
		equal(t, spec, string(sent) == string(wanted), true)
		equal(t, "length", request.ContentLength, int64(len(wanted)))
	}
}

func TestComparesDownloadsWhileTheyComeIn(t *testing.T) {
	video, err := newFile(fileSpec{SizeBytes: 300_000, Seed: 2})
	must(t, err)
	files := map[string]*file{"video": video}
	spoilt := []byte(string(video.content))
	spoilt[250_000]++
	content := video.content
	environment := serve(t, func(w http.ResponseWriter, r *http.Request) {
		http.ServeContent(w, r, "", zeroTime, strings.NewReader(string(content)))
	})
	user := userOf(t, `{ sum: '`+video.sha256+`' }`)
	outcomeOf := func(spec string) string {
		route := compiledRoute(t, spec, files)
		request, err := route.request(urlFrom(t, environment["BASE_URL"]), user)
		must(t, err)
		made := route.exchange(t.Context(), http.DefaultTransport, nil, request, false)
		equal(t, "kept in memory", made.content.kept != nil, false)
		outcome, err := route.judge(made, user)
		must(t, err)
		return outcome
	}
	whole := `{"path":"/","checks":[{"body":"file","equals":"video"}]}`
	ranged := `{"path":"/","status":206,"headers":{"Range":"bytes=200000-299999"},
		"checks":[{"body":"file","equals":"video","from":200000,"to":300000},{"body":"length","equals":100000}]}`
	hashed := `{"path":"/","checks":[{"body":"sha256","equals":"` + video.sha256 + `"}]}`
	hashOfUser := `{"path":"/","checks":[{"body":"sha256","equals":"{sum}"}]}`
	long := `{"path":"/","checks":[{"body":"length","atLeast":300001}]}`
	for _, spec := range []string{whole, ranged, hashed, hashOfUser} {
		equal(t, spec, outcomeOf(spec), correct)
	}
	equal(t, long, outcomeOf(long), wrong)
	for _, content = range [][]byte{spoilt, video.content[:299_000]} {
		for _, spec := range []string{whole, hashed, hashOfUser} {
			equal(t, "spoilt: "+spec, outcomeOf(spec), wrong)
		}
	}
	content = spoilt
	equal(t, "spoilt: "+ranged, outcomeOf(ranged), wrong)
}
