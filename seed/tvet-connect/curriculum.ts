/** Programmes of technical colleges and the subjects of one semester of each. */
export const PROGRAMMES: { name: string; subjects: [string, string, string, string, string, string] }[] = [
  {
    name: 'Electrical Engineering',
    subjects: [
      'Engineering Mathematics',
      'Electrotechnics',
      'Industrial Electronics',
      'Power Machines',
      'Control Systems',
      'Workshop Practice',
    ],
  },
  {
    name: 'Mechanical Engineering',
    subjects: [
      'Engineering Mathematics',
      'Mechanotechnics',
      'Strength of Materials',
      'Fluid Mechanics',
      'Engineering Drawing',
      'Workshop Practice',
    ],
  },
  {
    name: 'Civil Engineering and Construction',
    subjects: [
      'Building Science',
      'Quantity Surveying',
      'Structural Detailing',
      'Construction Materials',
      'Land Surveying',
      'Site Safety',
    ],
  },
  {
    name: 'Information Technology',
    subjects: [
      'Programming Fundamentals',
      'Computer Networks',
      'Database Systems',
      'Web Development',
      'Systems Support',
      'Information Security',
    ],
  },
  {
    name: 'Business Management',
    subjects: [
      'Entrepreneurship',
      'Financial Accounting',
      'Sales Management',
      'Computer Practice',
      'Labour Relations',
      'Business Communication',
    ],
  },
  {
    name: 'Hospitality and Catering',
    subjects: [
      'Food Preparation',
      'Nutrition and Menu Planning',
      'Catering Theory',
      'Front Office Operations',
      'Hygiene and Safety',
      'Customer Service',
    ],
  },
  {
    name: 'Educare',
    subjects: [
      'Child Health',
      'Day Care Management',
      'Education Theory',
      'Educational Psychology',
      'Arts and Crafts',
      'Communication Skills',
    ],
  },
  {
    name: 'Agriculture',
    subjects: [
      'Crop Production',
      'Soil Science',
      'Animal Husbandry',
      'Farm Machinery',
      'Agribusiness',
      'Irrigation Practice',
    ],
  },
  {
    name: 'Automotive Technology',
    subjects: [
      'Engine Technology',
      'Vehicle Electrics',
      'Transmission Systems',
      'Brakes and Steering',
      'Diagnostics',
      'Workshop Management',
    ],
  },
  {
    name: 'Tourism',
    subjects: [
      'Travel Services',
      'Tourist Destinations',
      'Tourism Communication',
      'Travel Office Procedures',
      'Events Management',
      'Hotel Reception',
    ],
  },
];
