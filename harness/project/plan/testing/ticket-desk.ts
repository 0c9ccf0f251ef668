/**
 * A description of 30 operations, as OpenAPI 3.0: objects that contain each other, lists without examples, several methods a path, a login
 * with a token, an upload.
 */
export const TICKET_DESK = `
openapi: 3.0.3
info: { title: Ticket desk, version: '1' }
servers: [{ url: 'http://127.0.0.1:3000/api' }]
security: [{ bearer: [] }]
components:
  securitySchemes: { bearer: { type: http, scheme: bearer } }
  parameters:
    page: { name: page, in: query, schema: { type: integer, minimum: 1, maximum: 5, default: 1 } }
    projectId: { name: projectId, in: path, required: true, schema: { type: string, format: uuid } }
    ticketId: { name: ticketId, in: path, required: true, schema: { type: integer } }
    commentId: { name: commentId, in: path, required: true, schema: { type: integer } }
    userName: { name: userName, in: path, required: true, schema: { type: string } }
  schemas:
    Id: { type: object, properties: { id: { type: integer, readOnly: true } } }
    User:
      type: object
      required: [userName]
      properties:
        userName: { type: string }
        email: { type: string, format: email }
        manager: { $ref: '#/components/schemas/User' }
        tickets: { type: array, items: { $ref: '#/components/schemas/Ticket' } }
    Ticket:
      allOf:
        - $ref: '#/components/schemas/Id'
        - type: object
          required: [title, priority]
          properties:
            title: { type: string, maxLength: 60 }
            priority: { type: string, enum: [low, normal, high] }
            estimate: { type: number, minimum: 0.5, maximum: 8 }
            author: { $ref: '#/components/schemas/User' }
            blocks: { type: array, items: { $ref: '#/components/schemas/Ticket' } }
            labels: { type: array, minItems: 2, items: { type: string } }
            due: { type: string, format: date }
    Comment:
      type: object
      properties: { id: { type: integer, readOnly: true }, text: { type: string }, ticket: { $ref: '#/components/schemas/Ticket' } }
    Project: { type: object, required: [key], properties: { id: { type: string, readOnly: true }, key: { type: string, pattern: '^[A-Z]+$', example: WEB } } }
    Page:
      type: object
      properties: { total: { type: integer }, items: { type: array, items: { $ref: '#/components/schemas/Ticket' } } }
paths:
  /session:
    post:
      operationId: logIn
      security: []
      requestBody: { content: { application/json: { schema: { type: object, properties: { email: { type: string }, password: { type: string } } } } } }
      responses: { '200': { description: ok, content: { application/json: { schema: { type: object, properties: { accessToken: { type: string } } } } } } }
    delete: { responses: { '204': { description: gone } } }
  /me: { get: { responses: { '200': { $ref: '#/components/x-none' } } } }
  /health: { get: { security: [], responses: { default: { description: any } } }, head: { security: [], responses: { '200': { description: ok } } } }
  /users:
    get: { responses: { '200': { description: ok, content: { application/json: { schema: { type: array, items: { $ref: '#/components/schemas/User' } } } } } } }
    post:
      requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/User' } } } }
      responses: { '201': { description: made, content: { application/json: { schema: { $ref: '#/components/schemas/User' } } } } }
  /users/{userName}:
    parameters: [{ $ref: '#/components/parameters/userName' }]
    get: { responses: { '200': { description: ok } } }
    put: { requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/User' } } } }, responses: { '200': { description: ok } } }
    delete: { responses: { '204': { description: gone } } }
  /users/{userName}/tickets:
    parameters: [{ $ref: '#/components/parameters/userName' }]
    get: { responses: { '200': { description: ok } } }
  /users/{userName}/picture:
    parameters: [{ $ref: '#/components/parameters/userName' }]
    get: { responses: { '200': { description: ok } } }
    put: { requestBody: { content: { multipart/form-data: { schema: { type: object, properties: { file: { type: string, format: binary } } } } } }, responses: { '204': { description: ok } } }
  /projects:
    get: { responses: { '200': { description: ok, content: { application/json: { schema: { type: array, items: { $ref: '#/components/schemas/Project' } } } } } } }
  /projects/{projectId}:
    parameters: [{ $ref: '#/components/parameters/projectId' }]
    get: { responses: { '200': { description: ok } } }
    patch: { requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/Project' } } } }, responses: { '200': { description: ok } } }
    delete: { responses: { '204': { description: gone } } }
  /projects/{projectId}/tickets:
    parameters: [{ $ref: '#/components/parameters/projectId' }]
    get: { parameters: [{ $ref: '#/components/parameters/page' }], responses: { '200': { description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/Page' } } } } } }
    post:
      requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/Ticket' } } } }
      responses: { '201': { description: made, content: { application/json: { schema: { $ref: '#/components/schemas/Ticket' } } } } }
  /projects/{projectId}/tickets/{ticketId}:
    parameters: [{ $ref: '#/components/parameters/projectId' }, { $ref: '#/components/parameters/ticketId' }]
    get: { responses: { '200': { description: ok } } }
    put: { requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/Ticket' } } } }, responses: { '200': { description: ok } } }
    delete: { responses: { '204': { description: gone } } }
  /projects/{projectId}/tickets/{ticketId}/comments:
    parameters: [{ $ref: '#/components/parameters/projectId' }, { $ref: '#/components/parameters/ticketId' }]
    get: { responses: { '200': { description: ok, content: { application/json: { schema: { type: array, items: { $ref: '#/components/schemas/Comment' } } } } } } }
    post:
      requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/Comment' } } } }
      responses: { '201': { description: made, content: { application/json: { schema: { $ref: '#/components/schemas/Comment' } } } } }
  /projects/{projectId}/tickets/{ticketId}/comments/{commentId}:
    parameters: [{ $ref: '#/components/parameters/projectId' }, { $ref: '#/components/parameters/ticketId' }, { $ref: '#/components/parameters/commentId' }]
    get: { responses: { '200': { description: ok } } }
    delete: { responses: { '204': { description: gone } } }
  /labels: { get: { responses: { '200': { description: ok } } } }
  /search:
    get:
      parameters:
        - { name: q, in: query, required: true, schema: { type: string } }
        - { name: since, in: query, schema: { type: string, format: date } }
      responses: { '200': { description: ok } }
  /export: { post: { requestBody: { content: { text/csv: { schema: { type: string } } } }, responses: { '200': { description: ok } } } }
  /tickets: { delete: { responses: { '204': { description: gone } } } }
`;
